"""The ways to a KS, a file a way: a request, a plain value, becomes calls, and these a result.

Each raises BadInput, which names a field of its request, before anything is sent; and NeedsConsent
where the place asks first, as before every call that may change something.
"""
