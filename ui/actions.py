"""How clicks and forms inside an HTML component reach the server."""

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
