(() => {
  const language = location.pathname.split("/")[1] === "en" ? "en" : "nb";
  document.documentElement.lang = language;
  try { localStorage.setItem("kollega-language", language); } catch (_) { /* storage is off */ }
  document.cookie = `kollega_language=${language};path=/;max-age=31536000;samesite=lax`;

  const conversation = () => document.querySelector("[data-conversation]")?.dataset.conversation;

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-help]")) {
      document.getElementById("kollega-help")?.showModal();
      return;
    }
    const other = event.target.closest("a.lang");
    if (other && conversation()) {
      event.preventDefault();
      location.href = `${other.getAttribute("href")}?c=${encodeURIComponent(conversation())}`;
    }
  });

  // The address follows the conversation, and the newest words stay in view.
  const settle = () => {
    const id = conversation();
    if (id && new URLSearchParams(location.search).get("c") !== id) {
      const url = new URL(location.href);
      url.searchParams.set("c", id);
      history.replaceState(null, "", url);
    }
    const write = document.getElementById("kollega-quick");
    const turns = document.querySelectorAll("#kollega-log .turn").length;
    if (write && turns > 1) write.scrollIntoView({ block: "end", behavior: "instant" });
  };
  new MutationObserver((changes) => {
    if (changes.some((c) => c.target.closest?.("#kollega-log, #kollega-live"))) settle();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
