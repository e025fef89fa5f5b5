"""What each sealed value is sealed for: bound to it, so that none can stand in another's place.

Whoever changes one of these loses what was sealed before.
"""


def call_request(workspace: str, call_id: str) -> str:
    return f"history:{workspace}:{call_id}:request"


def call_answer(workspace: str, call_id: str) -> str:
    return f"history:{workspace}:{call_id}:answer"


def kept_session(workspace: str, region: str, session_id: str) -> str:
    return f"session:{workspace}:{region}:{session_id}"


def account(workspace: str, account_id: str) -> str:
    return f"account:{workspace}:{account_id}"


def draft(workspace: str, draft_id: str) -> str:
    return f"draft:{workspace}:{draft_id}"


def saved(workspace: str, saved_id: str) -> str:
    return f"saved:{workspace}:{saved_id}"


def variable(workspace: str, variable_id: str) -> str:
    return f"variable:{workspace}:{variable_id}"


def run(workspace: str, run_id: str) -> str:
    return f"run:{workspace}:{run_id}"


def row_run(workspace: str, run_id: str) -> str:
    return f"row run:{workspace}:{run_id}"


def row_chunk(run_id: str, number: int) -> str:
    return f"row chunk:{run_id}:{number}"


def row_outcome(run_id: str, row: int) -> str:
    return f"row outcome:{run_id}:{row}"


def removed(workspace: str, token: str) -> str:
    return f"removed:{workspace}:{token}"


def id_token(session: str) -> str:
    return f"id token:{session}"


def key(name: str) -> str:
    return f"key:{name}"
