"""Errors with a sentence for the person who meets them.

`code` names the sentence in `prompts/<language>/messages.yaml`; `details` fill it in.
"""

from __future__ import annotations


class KollegaError(Exception):
    """Base of all errors that are told to the user in one sentence."""

    code = "unexpected"

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.code + "".join(f" {k}={v}" for k, v in details.items()))


class NotFound(KollegaError):
    """No such conversation, goal or commitment, or not this owner's."""

    code = "not_found"


class BadInput(KollegaError):
    """The input cannot be used; `reason` names why."""

    code = "bad_input"


class EmptyMessage(BadInput):
    """Nothing was written."""

    code = "empty_message"


class MessageTooLong(BadInput):
    """More text than one message may hold: `length` of `limit` characters."""

    code = "message_too_long"


class RecordsUnavailable(KollegaError):
    """The database cannot be opened or written: `path`, `reason`."""

    code = "records_unavailable"


class RecordsTooNew(RecordsUnavailable):
    """The database was made by a newer version: `path`, `revision`."""

    code = "records_too_new"


class KnowledgeFileError(KollegaError):
    """A guidance file is broken: `path`, `reason`."""

    code = "knowledge_file"


class IndexUnavailable(KollegaError):
    """The index cannot be read or built: `path`, `reason`."""

    code = "index_unavailable"


class DataFolderBusy(KollegaError):
    """Another Kollega process has the data folder open: `path`, `pid`."""

    code = "data_folder_busy"


class DataFolderUnusable(KollegaError):
    """The data folder cannot be made or written: `path`, `reason`."""

    code = "data_folder_unusable"


class SettingsError(KollegaError):
    """A setting cannot be used: `name`, `reason`."""

    code = "settings"


class PortInUse(KollegaError):
    """Something already listens: `host`, `port`."""

    code = "port_in_use"


class PromptFileError(KollegaError):
    """A prompt or phrase file is broken: `path`, `reason`."""

    code = "prompt_file"


class ModelFailed(KollegaError):
    """The model endpoint did not give a usable answer: `host`, `fault`.

    `fault` is a short name such as "refused", "timeout", "status 429", "cut", "malformed",
    "empty"; it never holds a key or any text of the conversation.
    """

    code = "fallback"
