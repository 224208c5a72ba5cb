"""Sends traces, metrics and logs with OpenTelemetry's SDK for Python. Usage: sdk.py <http | grpc> <endpoint>."""

import logging
import sys

from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, SpanKind

protocol, endpoint = sys.argv[1:]
if protocol == "http":
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    traces, metrics, logs = (
        make(endpoint=f"{endpoint}/v1/{signal}", compression=Compression.Gzip)
        for make, signal in (
            (OTLPSpanExporter, "traces"),
            (OTLPMetricExporter, "metrics"),
            (OTLPLogExporter, "logs"),
        )
    )
else:
    from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    traces, metrics, logs = (
        make(endpoint=endpoint, insecure=True)
        for make in (OTLPSpanExporter, OTLPMetricExporter, OTLPLogExporter)
    )

resource = Resource.create({"service.name": "python", "numbers": [1, 2, 3]})

tracer_provider = TracerProvider(resource=resource)
tracer_provider.add_span_processor(BatchSpanProcessor(traces))
tracer = tracer_provider.get_tracer("e2e", "1.0", attributes={"scope": True})
for number in range(100):
    with tracer.start_as_current_span("parent", kind=SpanKind.SERVER) as parent:
        parent.set_attribute("number", number)
        parent.add_event("event", {"double": number / 7})
        link = Link(parent.get_span_context(), {"why": "a test"})
        with tracer.start_as_current_span("child", links=[link]):
            pass

meter_provider = MeterProvider(resource=resource, metric_readers=[PeriodicExportingMetricReader(metrics)])
meter = meter_provider.get_meter("e2e")
meter.create_counter("counter", unit="By").add(3, {"key": "value"})
meter.create_up_down_counter("level").add(-2.5)
meter.create_histogram("duration", unit="s").record(0.25)

logger_provider = LoggerProvider(resource=resource)
logger_provider.add_log_record_processor(BatchLogRecordProcessor(logs))
logger = logging.getLogger("e2e")
logger.addHandler(LoggingHandler(logger_provider=logger_provider))
for number in range(100):
    logger.warning("line %d", number)

for provider in (tracer_provider, meter_provider, logger_provider):
    provider.shutdown()
print("sent")
