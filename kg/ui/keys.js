// What Streamlit has no widget for: "/" goes to the search box from anywhere, the box has the focus when it appears
// and offers names, sections and this tab's searches while one types. All text is set as text, never as HTML.
(() => {
  if (window.backissueKeys) return;
  window.backissueKeys = true;
  const KEPT = "backissue.searches", MOST = 6, PAUSE = 120;
  const mouse = matchMedia("(pointer: fine)").matches; // on a phone the focus would open the keyboard
  const box = () => document.querySelector("[data-testid=stMain] input[type=search]");
  const writes = (one) => one && (one.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(one.tagName));
  let last = null, wanted = false, timer = 0;

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
    event.preventDefault();
    const found = box();
    if (found) {
      found.focus();
      found.select();
    } else {
      wanted = true;
      document.querySelector("[data-testid=stSidebarNav] a")?.click(); // the first page is the search
    }
  });

  const appeared = () => {
    const found = box();
    if (found === last) return;
    last = found;
    if (found && (mouse || wanted) && !writes(document.activeElement)) found.focus({ preventScroll: true });
    wanted = wanted && !found;
  };
  new MutationObserver(appeared).observe(document.body, { childList: true, subtree: true });
  appeared();

  // Links that are written as HTML open within the app, as Streamlit's own do, in place of loading it anew.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.kg-go");
    const plain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || link.origin !== location.origin) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  });

  const list = document.body.appendChild(document.createElement("datalist"));
  list.id = "backissue-offers";
  const kept = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) || [];
    } catch {
      return [];
    }
  };
  const remember = () => {
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) sessionStorage.setItem(KEPT, JSON.stringify([...new Set([asked, ...kept()])].slice(0, MOST)));
  };
  const show = (typed, offers) => {
    const folded = typed.toLowerCase();
    const before = kept().filter((one) => one.toLowerCase().includes(folded)).map((query) => ({ query, note: "↺" }));
    // A browser hides what does not have the typed letters in it (pinyin, a misspelling): they stand before the note.
    const found = offers.map(({ query, label, items }) => {
      const has = `${query} ${label}`.toLowerCase().includes(folded);
      return { query, note: `${has ? "" : `${typed} → `}${label === query ? "" : `${label} `}(${items})` };
    });
    list.replaceChildren(
      ...[...before, ...found].map(({ query, note }) => {
        const option = document.createElement("option");
        option.value = query;
        option.label = note;
        return option;
      }),
    );
  };
  const offer = async (typed) => {
    try {
      const answer = await fetch(`./offers?q=${encodeURIComponent(typed)}`);
      if (box()?.value === typed) show(typed, answer.ok ? await answer.json() : []);
    } catch {
      show(typed, []); // a server that is gone is said by Streamlit
    }
  };
  const asks = (event) => {
    if (event.target !== box()) return;
    event.target.setAttribute("list", list.id);
    event.target.setAttribute("role", "searchbox"); // the list alone would make a combobox of it
    remember();
    clearTimeout(timer);
    timer = setTimeout(offer, PAUSE, event.target.value);
  };
  document.addEventListener("focusin", asks);
  document.addEventListener("input", asks);
})();
