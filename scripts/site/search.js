/** Search without a server: every word must be found; headings count more than text. The index is loaded when it is first needed. */
(() => {
  const root = document.currentScript.dataset.root;
  const input = document.querySelector('#query');
  const list = document.querySelector('#found');
  const shownAtMost = 12;
  let index = null;
  input.hidden = false;

  const wide = matchMedia('(min-width: 56.01rem)');
  const menu = document.querySelector('.menu');
  const unfold = () => (menu.open = wide.matches);
  wide.addEventListener('change', unfold);
  unfold();

  function load() {
    if (index !== null) return;
    index = [];
    // As a script and not as data, so that a copy of the site on a disk can be searched, too.
    const script = document.createElement('script');
    script.src = `${root}/search-index.js`;
    script.addEventListener('load', () => {
      index = globalThis.searchIndex ?? [];
      show();
    });
    document.head.append(script);
  }

  function find(words) {
    const found = [];
    for (const [target, page, title, text] of index) {
      const [inPage, inTitle, inText] = [page, title, text].map((part) => part.toLowerCase());
      let score = 0;
      for (const word of words) {
        const own = (inTitle.includes(word) ? 8 : 0) + (inPage.includes(word) ? 4 : 0) + (inText.includes(word) ? 1 : 0);
        if (own === 0) {
          score = 0;
          break;
        }
        score += own;
      }
      if (score > 0) found.push({ target, page, title, text, score });
    }
    return found.toSorted((a, b) => b.score - a.score).slice(0, shownAtMost);
  }

  function excerpt(text, word) {
    const at = Math.max(0, text.toLowerCase().indexOf(word));
    const from = Math.max(0, at - 50);
    const small = document.createElement('small');
    small.append(`${from > 0 ? '…' : ''}${text.slice(from, at)}`);
    const mark = document.createElement('mark');
    mark.append(text.slice(at, at + word.length));
    small.append(mark, text.slice(at + word.length, at + 110));
    return small;
  }

  function item({ target, page, title, text }, word) {
    const link = document.createElement('a');
    link.href = `${root}/${target}`;
    link.append(title === page ? page : `${page}: ${title}`, excerpt(text, word));
    const one = document.createElement('li');
    one.append(link);
    return one;
  }

  function show() {
    const words = input.value
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const found = words.length === 0 ? [] : find(words);
    const none = document.createElement('p');
    none.append('Nothing has all of these words.');
    list.replaceChildren(...(found.length > 0 ? found.map((one) => item(one, words[0])) : words.length > 0 ? [none] : []));
    list.hidden = words.length === 0;
  }

  input.addEventListener('focus', load);
  input.addEventListener('input', () => {
    load();
    show();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement === document.body) {
      event.preventDefault();
      input.focus();
    } else if (event.key === 'Escape') {
      list.hidden = true;
      input.blur();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const links = [...list.querySelectorAll('a')];
      const at = links.indexOf(document.activeElement);
      if (links.length === 0 || (at === -1 && document.activeElement !== input)) return;
      event.preventDefault();
      const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
      (links[next] ?? input).focus();
    }
  });
})();
