"""The form as a call fills it in that was recorded or saved."""

from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.form.request_level import ATTRIBUTES
from app.call.model import Call
from app.call.secrets.masking import is_secret_parameter, mask_ks, masked


def draft_of(call: Call, *, hide: bool = True) -> Draft:
    """The form as a recorded call fills it in, with its service and action.

    Secrets are masked unless `hide` is False (they were just typed). Files are to be chosen anew.
    """
    draft = Draft(ticks=True)
    draft.values["service"], draft.values["action"] = call.service, call.action
    for name, attribute in ATTRIBUTES.items():
        value = getattr(call, attribute)
        if value is not None and hide:
            value = mask_ks(value) if name == "ks" else masked(value, False, call.also_secret)
        if value is not None:
            draft.put(name, value)
    for name, value in call.parameters:
        secret = is_secret_parameter(call.service, call.action, name)
        draft.put(PREFIX + name, masked(value, secret, call.also_secret) if hide else value)
    return draft
