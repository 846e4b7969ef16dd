"""How clicks and forms inside an HTML component reach the server."""

from __future__ import annotations

from typing import Any, cast

import gradio as gr

from ui.owner import Owners

ACTIONS = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (!button || button.type === 'submit') return;
  if (button.dataset.confirm && !window.confirm(button.dataset.confirm)) return;
  const form = button.closest('form');
  trigger('act', {...(form ? form.dataset : {}), ...button.dataset});
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  const by = event.submitter;
  const fields = Object.fromEntries(new FormData(event.target));
  trigger('act', {...event.target.dataset, ...(by ? by.dataset : {}), fields});
});
"""
"""JavaScript for `gr.HTML(js_on_load=...)`: one event, `act`, with the button's or form's data."""


def data_of(event: gr.EventData) -> dict[str, Any]:
    """The data of the button or form behind an `act` event."""
    return dict(cast("dict[str, Any]", event._data or {}))  # pyright: ignore[reportPrivateUsage]


def fields_of(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of the form, when it was a form."""
    fields = data.get("fields")
    return dict(cast("dict[str, Any]", fields)) if isinstance(fields, dict) else {}


def owner_of(owners: Owners, request: gr.Request) -> str:
    """Whose records the sender of a Gradio event may see."""
    cookies = cast("dict[str, str]", request.cookies)
    return owners.of_request(cookies, cast("dict[str, str]", request.headers))
