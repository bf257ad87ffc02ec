// What can be done with an answer in place: its question edited, an opinion given, another question chosen. It listens on the document, as page.js does.
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
    if (at('.pb-edit')) edit(at('.pb-turn'), true);
    if (at('.pb-edit-cancel')) edit(at('.pb-turn'), false);
  });
})();
