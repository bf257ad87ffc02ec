// What can be done with an answer in place: its question edited, an opinion given, another question chosen, tables sorted. It listens on the document, as page.js does.
(() => {
  'use strict';

  const one = (selector, root = document) => root.querySelector(selector);

  // ── the question, in other words ──────────────────────────────────────────────────────────────────────

  function edit(turn, open) {
    const form = one('.pb-editing', turn);
    const button = one('.pb-edit', turn);
    const area = one('textarea', form);
    form.hidden = !open;
    button.closest('.pb-question-acts').hidden = open;
    button.setAttribute('aria-expanded', String(open));
    if (open) {
      area.value = one('.pb-question-text', turn).textContent;
      area.dispatchEvent(new Event('input', { bubbles: true }));
      area.focus();
      area.setSelectionRange(area.value.length, area.value.length);
    } else button.focus();
  }

  document.addEventListener('input', event => {
    const form = event.target.closest('.pb-editing');
    if (!form) return;
    const send = one('[data-ask]', form);
    send.dataset.ask = event.target.value;
    send.disabled = !event.target.value.trim();
  });

  document.addEventListener('keydown', event => {
    const form = event.target.closest?.('.pb-editing');
    if (!form) return;
    if (event.key === 'Escape') edit(form.closest('.pb-turn'), false);
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === 'Enter' && event.target.matches('textarea') && !event.shiftKey && !composing) {
      event.preventDefault();
      one('[data-ask]', form).click();
    }
  });

  // ── what can be asked next ────────────────────────────────────────────────────────────────────────────

  document.addEventListener('pb:shown', async () => {
    const place = one('.pb-suggestions[data-from]');
    if (!place) return;
    const from = place.dataset.from;
    place.removeAttribute('data-from');
    try {
      const answer = await fetch(from, { credentials: 'same-origin' });
      if (answer.ok) place.innerHTML = await answer.text(); // escaped by the server
    } catch { /* the answer stands without them */ }
  });

  // ── tables ────────────────────────────────────────────────────────────────────────────────────────────

  const ORDERS = { none: 'ascending', ascending: 'descending', descending: 'none' };
  const text = cell => {
    const copy = cell.cloneNode(true);
    for (const chip of copy.querySelectorAll('.pb-cite')) chip.remove();
    return copy.textContent.trim().replace(/(\d),(?=\d{3})/g, '$1');
  };
  const number = value => Number(/^\D*?(-?\d+(?:\.\d+)?)/.exec(value)?.[1] ?? NaN);

  function compare(one, other) {
    if (!one || !other) return Number(!one) - Number(!other); // what is empty comes last
    const difference = number(one) - number(other);
    return difference || one.localeCompare(other, document.documentElement.lang, { numeric: true });
  }

  // Sorts by a column, then the other way round, then as the answer has it: "the second one" counts in that order.
  function sort(button) {
    const head = button.closest('th');
    const table = head.closest('table');
    const body = table.tBodies[0];
    const rows = [...body.rows];
    rows.forEach((row, place) => { row.dataset.place ??= place; });
    const order = ORDERS[head.getAttribute('aria-sort') ?? 'none'];
    for (const cell of table.querySelectorAll('th[aria-sort]')) cell.removeAttribute('aria-sort');
    rows.sort((a, b) => a.dataset.place - b.dataset.place);
    if (order !== 'none') {
      head.setAttribute('aria-sort', order);
      const keys = new Map(rows.map(row => [row, text(row.cells[head.cellIndex])]));
      const sign = order === 'ascending' ? 1 : -1;
      rows.sort((a, b) => (keys.get(a) && keys.get(b) ? sign : 1) * compare(keys.get(a), keys.get(b)));
    }
    body.append(...rows);
  }

  // ── opinions ──────────────────────────────────────────────────────────────────────────────────────────

  async function send(form, button) {
    const body = new URLSearchParams(new FormData(form));
    body.set(button.name, button.value);
    try {
      const answer = await fetch(form.getAttribute('action'), { method: 'POST', body, credentials: 'same-origin' });
      if (!answer.ok) throw new Error(answer.status);
      const place = document.createElement('div');
      place.innerHTML = await answer.text(); // escaped by the server; no script runs under the page's policy
      const shown = place.firstElementChild;
      form.replaceWith(shown);
      (one('[aria-pressed="true"]', shown) ?? one('.pb-thumb', shown)).focus({ preventScroll: true });
      shown.scrollIntoView({ block: 'nearest' });
    } catch {
      one('.pb-thumbs span', form).textContent = form.dataset.unreachable;
    }
  }

  document.addEventListener('submit', event => {
    if (!event.target.matches('.pb-opinion')) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });

  document.addEventListener('click', event => {
    const at = selector => event.target.closest(selector);
    if (at('.pb-sort')) sort(at('.pb-sort'));
    if (at('.pb-edit')) edit(at('.pb-turn'), true);
    if (at('.pb-edit-cancel')) edit(at('.pb-turn'), false);
  });
})();
