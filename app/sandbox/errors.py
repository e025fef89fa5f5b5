"""What the sandbox refuses with: codes and argument names of the real API, our own words.

An `ApiError` is no fault of the console: it travels inside an HTTP 200, as the real
server's do. `MESSAGES` has the words for those that are met most; {NAME} in one is also the
name of an argument in the answer. The codes under "our own" exist in the sandbox alone.
"""

from app.errors import TestMeError

MESSAGES = {
    # the call
    "SERVICE_NOT_SPECIFIED": "The call names no service",
    "SERVICE_DOES_NOT_EXISTS": 'There is no service "{SRV_NAME}"',
    "ACTION_DOES_NOT_EXISTS": 'There is no action "{ACTION_NAME}" in service "{SERVICE_NAME}"',
    "MISSING_MANDATORY_PARAMETER": 'Parameter "{PARAM_NAME}" is missing',
    "INVALID_PARAMETER_VALUE": 'Parameter "{PARAM_NAME}" cannot take this value',
    "INVALID_PARAMETER_CHAR": 'Field "{XML_FIELD}" has a character that XML cannot carry',
    "INVALID_ENUM_VALUE": 'Value "{ENUM_VAL}" of "{PARAM_NAME}" is none of "{ENUM_TYPE}"',
    "OBJECT_TYPE_ABSTRACT": 'Type "{OBJ_TYPE}" is abstract: name one of its subclasses',
    "INTERNAL_SERVERL_ERROR": "The sandbox failed; its log says why",
    # properties
    "PROPERTY_VALIDATION_CANNOT_BE_NULL": 'Property "{PROP_NAME}" must have a value',
    "PROPERTY_VALIDATION_NOT_UPDATABLE": 'Property "{PROP_NAME}" is not yours to set',
    "PROPERTY_VALIDATION_MIN_LENGTH": '"{PROP_NAME}" needs at least {MIN_LEN} characters',
    "PROPERTY_VALIDATION_MAX_LENGTH": '"{PROP_NAME}" takes at most {MAX_LEN} characters',
    "PROPERTY_VALIDATION_MIN_VALUE": '"{PROP_NAME}" must be at least {MIN_VAL}',
    "PROPERTY_VALIDATION_MAX_VALUE": '"{PROP_NAME}" must be at most {MAX_VAL}',
    "INVALID_FIELD_VALUE": 'Field "{FIELD_NAME}" cannot take this value',
    "MANDATORY_PARAMETER_MISSING": "Parameter [{PARAM_NAME}] is missing",
    "QUERY_EXCEEDED_MAX_MATCHES_ALLOWED": "No list goes past 10,000 matches",
    # sessions
    "SERVICE_FORBIDDEN_CONTENT_BLOCKED": "The account that is called is blocked, or unknown",
    "INVALID_KS": 'KS "{KSID}" is not accepted: {ERR_CODE},{ERR_DESC}',
    "SERVICE_FORBIDDEN": "This KS, or none, gives no access to [{SERVICE}]",
    "START_SESSION_ERROR": "No session for partner [{PID}]: secret or type do not fit",
    "INVALID_WIDGET_ID": 'There is no widget "{WIDGET_ID}"',
    "APP_TOKEN_ID_NOT_FOUND": 'There is no application token "{ID}"',
    "APP_TOKEN_NOT_ACTIVE": 'Application token "{ID}" is not active',
    "APP_TOKEN_EXPIRED": 'Application token "{ID}" has expired',
    "INVALID_APP_TOKEN_HASH": "The hash is not that of this KS followed by the token",
    # users
    "INVALID_USER_ID": "There is no such user",
    "USER_NOT_FOUND": "No user has this login",
    "USER_WRONG_PASSWORD": "The password is wrong",
    "USER_IS_BLOCKED": "This user is blocked",
    "DUPLICATE_USER_BY_ID": "A user with id [{UID}] exists already",
    "DUPLICATE_USER_BY_LOGIN_ID": "A user with login [{EMAIL}] exists already",
    "PASSWORD_STRUCTURE_INVALID": "The password is too weak: {RULES}",
    "CANNOT_RETRIEVE_ANOTHER_USER_USING_NON_ADMIN_SESSION": (
        'User "{USER_ID}" is somebody else, and this is no ADMIN session'
    ),
    "INVALID_PARTNER_ID": 'There is no partner "{PID}"',
    "UNKNOWN_PARTNER_ID": 'Partner "{PID}" is unknown',
    # content
    "ENTRY_ID_NOT_FOUND": 'There is no entry "{ENTRY_ID}"',
    "ENTRY_TYPE_NOT_SUPPORTED": "Entries of type {ENTRY_TYPE} are not supported",
    "ENTRY_ALREADY_WITH_CONTENT": "The entry has its content already",
    "CATEGORY_NOT_FOUND": 'There is no category "{ID}"',
    "PARENT_CATEGORY_NOT_FOUND": 'There is no parent category "{ID}"',
    "PARENT_CATEGORY_IS_CHILD": (
        'Category "{PARENT_CATEGORY}" lies below category "{OTHER_CATEGORY}" itself'
    ),
    "DUPLICATE_CATEGORY": 'A category "{CATEGORY}" exists already',
    "UPLOAD_TOKEN_NOT_FOUND": "There is no such upload token",
    "UPLOAD_TOKEN_INVALID_STATUS_FOR_UPLOAD": "This upload token takes no more bytes",
    "UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY": "This upload token has no whole file to give",
    "UPLOAD_TOKEN_CANNOT_RESUME": "There is no upload to resume at this place",
    "UPLOAD_TOKEN_CANNOT_MATCH_EXPECTED_SIZE": "The file is not as long as was announced",
    "UPLOAD_ERROR": "The file did not arrive",
    # our own
    "INVALID_JSON": "The body says it is JSON, and is not a JSON object",
    "REQUEST_CUT_OFF": "The request ended before its body did: send it again",
    "REQUEST_TOO_LARGE": "The sandbox takes less than that: {LIMIT}",
    "SANDBOX_FULL": "The sandbox is full ({LIMIT}): delete something, or reset it",
}


class ApiError(TestMeError):
    """An error answer; `arguments` are its args by name, in the order of the real server."""

    status = 200

    of_file = False  # of an action that answers with a file: the answer stays empty

    def __init__(self, code: str, **arguments: object) -> None:
        """`arguments` are the names in the code's message; what is not in MESSAGES is the
        real server's code too, and its words make the sentence."""
        self.arguments = {name: str(value) for name, value in arguments.items()}
        words = MESSAGES.get(code)
        super().__init__(words.format(**self.arguments) if words else self._plain(code))
        self.code = code

    def _plain(self, code: str) -> str:
        given = ", ".join(f'{name} "{value}"' for name, value in self.arguments.items())
        words = code.replace("_", " ").capitalize()
        return f"{words}: {given}" if given else words
