// Asking: a question goes out, what comes back is shown, a click stops it. It listens on the document, as page.js does.
(() => {
  'use strict';

  const one = (selector, root = document) => root.querySelector(selector);
  const root = document.documentElement;
  const box = () => one('#pb-question textarea');
  const conversation = () => one('#pb-transcript [data-conversation]')?.dataset.conversation ?? '';
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const SIGNED_OUT = 401;
  let underWay = null; // what stops the question that was asked

  function fill(text) {
    const area = box();
    if (!area) return;
    area.value = text;
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }

  async function* lines(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split('\n');
      rest = parts.pop();
      for (const part of parts) yield JSON.parse(part);
    }
  }

  // Yields what changes on the page until there is an answer, or none.
  async function* changes(question, signal) {
    const body = JSON.stringify(question);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('ask', { method: 'POST', body, headers, signal, credentials: 'same-origin' });
    if (answer.status === SIGNED_OUT) window.location.reload(); // it leads to the sign-in, and back here
    if (!answer.ok) throw new Error(answer.status);
    for await (const change of lines(answer.body)) {
      yield change;
      if (!change.busy) return;
    }
    throw new Error('the answer was cut off');
  }

  function unanswered(name, text) {
    const turn = one(`#pb-${name} .pb-turn`).cloneNode(true);
    one('.pb-question-text', turn).textContent = text;
    one('.pb-again', turn).dataset.ask = text;
    return turn.outerHTML;
  }

  // The turns so far and a new one: what the last turn alone offers goes, or the last one is folded.
  function grown(turn, folded) {
    const turns = one('#pb-transcript .pb-turns').cloneNode(true);
    const last = turns.lastElementChild;
    if (folded !== undefined) last.outerHTML = folded;
    else for (const offered of last.querySelectorAll('[data-last]')) offered.remove();
    turns.insertAdjacentHTML('beforeend', turn); // escaped by the server; no script runs under the page's policy
    return turns.outerHTML;
  }

  async function ask({ text, without = '', replaces = '', typed = false }) {
    if (underWay) return;
    const mine = underWay = new AbortController();
    const asked = conversation();
    const show = ({ live, transcript, turn, folded, history }) => {
      if (history !== undefined) tell('pb:history', history);
      if (conversation() !== asked) return; // another one was opened meanwhile: the answer is found in its own
      if (turn !== undefined) tell('pb:transcript', grown(turn, folded));
      if (transcript !== undefined) tell('pb:transcript', transcript);
      tell('pb:write', live);
    };
    root.classList.add('pb-asking');
    if (typed) fill('');
    let unasked = text;
    try {
      for await (const change of changes({ question: text, conversation: asked, without, replaces }, mine.signal)) {
        unasked = change.busy ? text : change.unasked ?? '';
        show(change);
      }
    } catch {
      unasked = text;
      show({ live: unanswered(mine.signal.aborted ? 'stopped' : 'unreachable', text) });
    }
    underWay = null;
    root.classList.remove('pb-asking');
    if (unasked && !box()?.value.trim()) fill(unasked);
  }

  const send = () => ask({ text: box()?.value ?? '', typed: true });

  document.addEventListener('pb:fill', event => fill(event.detail));

  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.target !== box()) return;
    // Enter that ends an input method's composition is not meant to send.
    const composing = event.isComposing || event.keyCode === 229;
    if (composing) event.stopImmediatePropagation();
    else if (!event.shiftKey) {
      event.preventDefault();
      send();
    }
  }, true);

  document.addEventListener('click', event => {
    const at = selector => event.target.closest(selector);
    if (at('#pb-send')) send();
    if (at('#pb-stop') && event.detail < 2) underWay?.abort(); // the second of two clicks was meant for "send", which stood here
    if (at('[data-ask]')) {
      const { ask: text, without, replaces } = at('[data-ask]').dataset;
      ask({ text, without, replaces });
    }
  });
})();
