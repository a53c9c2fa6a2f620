"""Google's services as gRPC knows them: full names, methods, (de)serialisers."""

from __future__ import annotations

from typing import Any

import grpc

from chaos.standins.google.answers import serialise
from chaos.standins.google.dialect import Dialect
from chaos.standins.google.house import House
from chaos.standins.google.recognising import Recognition
from chaos.standins.google.speech_v1 import SpeechV1
from chaos.standins.google.speech_v2 import SpeechV2
from chaos.standins.google.synthesising import (
    LIST_REQUEST,
    REQUEST,
    SERVICE,
    STREAM_REQUEST,
    Synthesis,
)


def handlers(house: House) -> list[grpc.GenericRpcHandler]:
    """Return all services of the stand-in."""
    return [_speech(house, SpeechV1()), _speech(house, SpeechV2()), _voice(house)]


def _speech(house: House, dialect: Dialect) -> grpc.GenericRpcHandler:
    recognition = Recognition(house, dialect)
    methods: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "StreamingRecognize": grpc.stream_stream_rpc_method_handler(
            recognition.stream,
            dialect.stream_request.FromString,
            serialise,
        ),
        "Recognize": grpc.unary_unary_rpc_method_handler(
            recognition.recognise,
            dialect.unary_request.FromString,
            serialise,
        ),
    }
    return grpc.method_handlers_generic_handler(dialect.service, methods)


def _voice(house: House) -> grpc.GenericRpcHandler:
    synthesis = Synthesis(house)
    methods: dict[str, grpc.RpcMethodHandler[Any, Any]] = {
        "StreamingSynthesize": grpc.stream_stream_rpc_method_handler(
            synthesis.stream, STREAM_REQUEST.FromString, serialise
        ),
        "SynthesizeSpeech": grpc.unary_unary_rpc_method_handler(
            synthesis.synthesise, REQUEST.FromString, serialise
        ),
        "ListVoices": grpc.unary_unary_rpc_method_handler(
            synthesis.voices, LIST_REQUEST.FromString, serialise
        ),
    }
    return grpc.method_handlers_generic_handler(SERVICE, methods)
