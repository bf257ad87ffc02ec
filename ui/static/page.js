// Behaviour of the page that the server need not know of: evidence panel, drawers, dialogs, copying, keys.
// It listens on the document, so it does not matter when the framework draws or redraws a part.
(() => {
  'use strict';

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  const overlaid = window.matchMedia('(max-width: 1179px)'); // the evidence lies over the conversation
  const DRAFT = 'pb-draft';
  let opener = null; // what the focus returns to
  let shown = { conversation: null, turns: 0 };
  let leaving = false; // for a conversation that was chosen

  const box = () => one('#pb-question textarea');
  const turns = () => all('#pb-transcript .pb-turn');
  const conversation = () => one('#pb-transcript [data-conversation]')?.dataset.conversation ?? '';
  const busy = () => root.classList.contains('pb-asking');
  const tell = (element, name, detail) => element?.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

  const offset = (element, frame) => element.getBoundingClientRect().top - frame.getBoundingClientRect().top;

  // ── evidence ──────────────────────────────────────────────────────────────────────────────────────────

  const evidenceBody = () => one('.pb-evidence-body');

  let blank = null; // what the panel shows before a source is opened
  let wanted = 0; // only what was asked for last is shown: an answer's list may arrive after a source that was opened from it

  function emptyEvidence() {
    wanted += 1;
    const body = evidenceBody();
    if (!body || !blank) return;
    body.replaceChildren(blank.cloneNode(true));
    body.removeAttribute('aria-busy');
  }

  async function loadEvidence(path) {
    const body = evidenceBody();
    if (!body) return;
    blank ??= one('.pb-evidence-empty', body);
    body.setAttribute('aria-busy', 'true');
    wanted += 1;
    const mine = wanted;
    let panel = null;
    try {
      panel = await (await fetch(`${path}?part=panel`, { credentials: 'same-origin' })).text();
    } catch { /* said below */ }
    if (mine !== wanted) return;
    if (panel === null) body.textContent = body.dataset.unreachable;
    else body.innerHTML = panel; // escaped by the server; no script runs under the page's policy
    body.removeAttribute('aria-busy');
    const mark = one('mark', body) ?? one('.pb-card.is-open', body);
    body.scrollTop = mark ? body.scrollTop + offset(mark, body) - body.clientHeight / 3 : 0;
    for (const chip of all('a.pb-cite.is-open')) chip.classList.remove('is-open');
    for (const chip of all('a.pb-cite')) chip.classList.toggle('is-open', chip.getAttribute('href') === path);
  }

  async function openEvidence(link) {
    const path = link.getAttribute('href');
    if (!link.closest('.pb-evidence-body')) opener = link;
    showPanel();
    await loadEvidence(path);
    const again = link.closest('.pb-evidence-body') || document.activeElement === document.body;
    if (again) one(`.pb-evidence-body a[href="${CSS.escape(path)}"]`)?.focus({ preventScroll: true });
    else one('#pb-evidence-title')?.focus({ preventScroll: true });
  }

  function showPanel() {
    if (!overlaid.matches) return;
    root.classList.add('pb-show-evidence');
    setInert();
  }

  function closePanel() {
    root.classList.remove('pb-show-evidence');
    setInert();
    opener?.focus({ preventScroll: true });
    opener = null;
  }

  // ── drawers ───────────────────────────────────────────────────────────────────────────────────────────

  function setInert() {
    const evidence = root.classList.contains('pb-show-evidence') && overlaid.matches;
    const nav = root.classList.contains('pb-show-nav');
    const chat = one('#pb-chat');
    if (chat) chat.inert = evidence || nav;
    one('button.pb-evidence-open')?.setAttribute('aria-expanded', String(evidence));
    one('button.pb-nav-open')?.setAttribute('aria-expanded', String(nav));
  }

  function setNav(open) {
    root.classList.toggle('pb-show-nav', open);
    setInert();
    one(open ? '.pb-nav-close' : 'button.pb-nav-open')?.focus();
  }

  // ── dialogs ───────────────────────────────────────────────────────────────────────────────────────────

  function openDialog(kind, entry) {
    const dialog = one(`#pb-${kind}-dialog`);
    dialog.dataset.id = entry.dataset.id;
    const input = one('input', dialog);
    if (input) input.value = entry.dataset.title;
    const name = one('.pb-dialog-name', dialog);
    if (name) name.textContent = entry.dataset.title;
    dialog.showModal();
    input?.select();
  }

  document.addEventListener('submit', event => {
    const dialog = event.target.closest('.pb-dialog');
    if (!dialog) return;
    const kind = dialog.id === 'pb-rename-dialog' ? 'pb:rename' : 'pb:delete';
    const title = one('input', dialog)?.value ?? '';
    tell(one('#pb-history nav'), kind, { id: dialog.dataset.id, title, current: conversation() });
    // the button that opened the dialog goes with its conversation
    if (kind === 'pb:delete') setTimeout(() => (root.classList.contains('pb-show-nav') ? one('.pb-nav-close') : box())?.focus());
  });

  // ── copying ───────────────────────────────────────────────────────────────────────────────────────────

  async function copy(button) {
    const label = one('span', button);
    const before = label.textContent;
    await toClipboard(button.dataset.copy);
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = before; }, 1600);
  }

  async function toClipboard(text) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return;
      } catch { /* refused by the browser: the older way below */ }
    }
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'pb-vh';
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }

  // ── still true? ───────────────────────────────────────────────────────────────────────────────────────

  async function recheck(button) {
    const out = one('.pb-recheck-out', button.closest('.pb-answer'));
    if (!out || button.disabled) return;
    button.disabled = true;
    out.textContent = button.dataset.busy;
    try {
      const answer = await fetch(button.dataset.recheck, { method: 'POST', credentials: 'same-origin' });
      out.innerHTML = await answer.text(); // escaped by the server; no script runs under the page's policy
    } catch {
      out.textContent = button.dataset.unreachable;
    }
    button.disabled = false;
    out.scrollIntoView({ block: 'nearest' });
  }

  // ── keys and clicks ──────────────────────────────────────────────────────────────────────────────────

  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !one('dialog[open]')) {
      const places = one('details.pb-places[open]');
      if (places) {
        places.open = false;
        places.querySelector('summary').focus();
      } else if (root.classList.contains('pb-show-nav')) setNav(false);
      else if (root.classList.contains('pb-show-evidence') || event.target.closest?.('#pb-evidence')) closePanel();
      for (const notice of all('details.pb-notice[open]')) notice.open = false;
    }
  }, true);

  document.addEventListener('click', event => {
    const at = selector => event.target.closest(selector);
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    const link = at('a.pb-cite, a.pb-cite-card, a.pb-cite-all');
    if (link && plain) {
      event.preventDefault();
      openEvidence(link);
    }
    if (at('.pb-evidence-close')) closePanel();
    if (at('button.pb-evidence-open')) {
      opener = at('button.pb-evidence-open');
      showPanel();
      one('#pb-evidence-title')?.focus({ preventScroll: true });
    }
    if (at('button.pb-nav-open')) setNav(true);
    if (at('.pb-nav-close')) setNav(false);
    if (event.target === root || event.target === document.body || at('#pb-layout') === event.target) closeOverlays();
    if (at('.pb-open, #pb-new')) leaving = (at('.pb-open')?.dataset.id ?? '') !== conversation();
    if (at('.pb-open')) tell(at('.pb-open'), 'pb:show', { id: at('.pb-open').dataset.id });
    if (at('.pb-rename')) openDialog('rename', at('.pb-rename'));
    if (at('.pb-delete')) openDialog('delete', at('.pb-delete'));
    if (at('.pb-dialog-cancel')) at('dialog').close();
    if (at('.pb-copy')) copy(at('.pb-copy'));
    if (at('.pb-still')) recheck(at('.pb-still'));
    if (at('#pb-new')) closeDrawer();
    for (const notice of all('details:is(.pb-notice, .pb-places)[open]')) if (!notice.contains(event.target)) notice.open = false;
    if (at('a.pb-lang') && plain) {
      event.preventDefault();
      window.location.assign(`${at('a.pb-lang').getAttribute('href')}${conversation() ? `?c=${conversation()}` : ''}`);
    }
  });

  document.addEventListener('input', event => {
    const group = event.target.closest('.pb-assumptions');
    if (!group) return;
    const changed = [...group.querySelectorAll('input')]
      .filter(field => field.value.trim() && field.value !== field.defaultValue)
      .map(field => `${field.name} ${field.value.trim()}`);
    const again = group.querySelector('button');
    again.disabled = !changed.length;
    again.dataset.ask = group.dataset.template.replace('{}', () => changed.join(group.lang.startsWith('zh') ? '，' : ', '));
  });

  function closeOverlays() {
    if (root.classList.contains('pb-show-nav')) setNav(false);
    if (root.classList.contains('pb-show-evidence')) closePanel();
  }

  function closeDrawer() {
    root.classList.remove('pb-show-nav');
    setInert();
    if (!overlaid.matches) box()?.focus();
  }

  // ── what the server shows ─────────────────────────────────────────────────────────────────────────────

  // The framework reloads the page by itself once a lost connection is back.
  window.addEventListener('pagehide', keepDraft);

  function keepDraft() {
    const text = box()?.value ?? '';
    if (text) sessionStorage.setItem(DRAFT, text);
  }

  const lastQuestion = turn => one('.pb-question-text', turn ?? document.createElement('p'))?.textContent ?? '';

  function restoreDraft() {
    if (busy()) return; // it is being asked
    // a page of ours may lead here with a question; it is put into the box, not asked
    const text = new URLSearchParams(window.location.search).get('ask')?.slice(0, 500) || sessionStorage.getItem(DRAFT);
    sessionStorage.removeItem(DRAFT);
    const answered = text === lastQuestion(turns().at(-1));
    if (text && !answered && !box()?.value) tell(document, 'pb:fill', text);
  }

  // Back and forward lead through the conversations that were looked at.
  window.addEventListener('popstate', () => {
    const id = new URLSearchParams(window.location.search).get('c') ?? '';
    leaving = false;
    if (id !== conversation()) tell(one('#pb-history nav'), 'pb:show', { id });
  });

  document.addEventListener('pb:shown', () => {
    if (!one('#pb-transcript [data-conversation]')) return;
    const now = { conversation: conversation(), turns: turns().length };
    if (shown.conversation === null) {
      restoreDraft();
      if (!overlaid.matches) box()?.focus();
    }
    const address = window.location.pathname + (now.conversation ? `?c=${now.conversation}` : '');
    if (window.location.pathname + window.location.search !== address) {
      if (leaving && now.conversation !== shown.conversation) history.pushState(null, '', address);
      else history.replaceState(null, '', address);
    }
    const changed = now.conversation !== shown.conversation || now.turns !== shown.turns;
    if (now.conversation !== shown.conversation) {
      leaving = false;
      closeDrawer();
    }
    if (shown.conversation !== null) sessionStorage.removeItem(DRAFT);
    shown = now;
    if (!changed) return;
    if (document.activeElement === document.body && !overlaid.matches) box()?.focus({ preventScroll: true });
    const last = turns().at(-1);
    if (!last) {
      emptyEvidence();
      one('#pb-scroll')?.scrollTo({ top: 0 });
      return;
    }
    const frame = one('#pb-scroll');
    frame.scrollTop += offset(last, frame);
    if (one('.pb-cite-all, .pb-nearest', last)) loadEvidence(last.dataset.evidence);
    else emptyEvidence();
  });

  let following = false;
  document.addEventListener('pb:live', () => {
    const live = one('#pb-live .pb-turn');
    if (!live) {
      following = false;
      return;
    }
    // A reload while an answer is on its way gives the question back.
    if (!following && busy()) sessionStorage.setItem(DRAFT, lastQuestion(live));
    const frame = one('#pb-scroll');
    const near = frame.scrollHeight - frame.scrollTop - frame.clientHeight < 120;
    if (!following) frame.scrollTop += offset(live, frame);
    else if (near) frame.scrollTop = frame.scrollHeight;
    following = true;
  });

  overlaid.addEventListener('change', () => {
    root.classList.remove('pb-show-evidence', 'pb-show-nav');
    setInert();
  });
})();
