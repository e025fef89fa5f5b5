"""One file a language: `LANGUAGE` in each is found by `app.codegen.languages`."""
