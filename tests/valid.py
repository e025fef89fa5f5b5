"""Whether documents keep to OpenAPI and JSON Schema.

What checks that is loaded by the first test that asks: it takes two seconds, of each process of the
tests.
"""

from collections.abc import Iterable
from typing import Any


def faults_of_openapi(document: Any) -> list[str]:
    """What is wrong with an OpenAPI 3.1 document, a sentence each."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    return [str(fault) for fault in OpenAPIV31SpecValidator(document).iter_errors()]


def faults_of(value: Any, schema: Any) -> Iterable[Any]:
    """What of a value is not as a schema of OpenAPI 3.1 has it."""
    from openapi_schema_validator import OAS31Validator

    found: Iterable[Any] = OAS31Validator(schema).iter_errors(value)
    return found
