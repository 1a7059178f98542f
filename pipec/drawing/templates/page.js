(() => {
  "use strict";
  const by = (id) => document.getElementById(id);
  const data = JSON.parse(by("data").textContent);
  const graph = by("graph"), view = by("view"), panel = by("panel"), search = by("search");
  const nodes = [...graph.querySelectorAll(".node")], edges = [...graph.querySelectorAll(".edge")];
  const links = nodes.map((node) => node.parentNode);
  const { blast, upstream } = failuresOf(data);
  const boxOf = new Map();
  data.boxes.forEach((box, place) => box.jobs.forEach((job) => boxOf.set(job, place)));
  const after = data.boxes.map(() => []);
  data.boxes.forEach((box, place) => box.before.forEach((other) => after[other].push(place)));
  const whole = graph.viewBox.baseVal;
  const size = { width: whole.width, height: whole.height };
  let frame = { x: 0, y: 0, width: size.width, height: size.height };
  let chosen = -1, touched = false;

  document.documentElement.classList.add("live");
  by("tools").hidden = false;
  graph.removeAttribute("width");
  graph.removeAttribute("height");
  graph.setAttribute("preserveAspectRatio", "xMidYMid meet");

  // Where we look: `frame` is the part of the picture that is seen, in its own units.
  let factor = 1;
  const scale = () => factor;
  const show = () => graph.setAttribute("viewBox", [frame.x, frame.y, frame.width, frame.height].map((n) => n.toFixed(2)).join(" "));
  const look = (x, y, scaled) => {
    factor = scaled;
    const width = view.clientWidth / factor, height = view.clientHeight / factor;
    frame = { x: x - width / 2, y: y - height / 2, width, height };
    show();
  };
  const clamp = (wanted) => Math.min(4, Math.max(0.01, wanted));
  const fitting = () => Math.min(view.clientWidth / size.width, view.clientHeight / size.height, 1.5);
  const fit = () => look(size.width / 2, size.height / 2, fitting());
  const start = () => {
    if (fitting() >= 0.55) return fit();
    const width = view.clientWidth / 0.8, height = view.clientHeight / 0.8;
    look(Math.min(width, size.width) / 2, size.height < height ? size.height / 2 : Math.max(height / 2, boxAt(0).y), 0.8);
  };
  const boxAt = (place) => {
    const box = nodes[place].getBBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: box.width, height: box.height };
  };
  const zoom = (by, clientX, clientY) => {
    touched = true;
    const area = view.getBoundingClientRect(), old = scale(), wanted = clamp(old * by);
    const dx = (clientX ?? area.left + area.width / 2) - area.left, dy = (clientY ?? area.top + area.height / 2) - area.top;
    const x = frame.x + dx / old, y = frame.y + dy / old;
    look(x - dx / wanted + view.clientWidth / wanted / 2, y - dy / wanted + view.clientHeight / wanted / 2, wanted);
  };
  const move = (dx, dy) => { touched = true; frame.x += dx / scale(); frame.y += dy / scale(); show(); };
  const reveal = (place) => {
    const box = boxAt(place), edge = 12 / scale();
    if (scale() < 0.3) return look(box.x, box.y, 0.6);
    const over = (middle, length, first, room) => {
      const low = middle - length / 2 - edge - first, high = middle + length / 2 + edge - first - room;
      return low < 0 ? low : Math.max(high, 0);
    };
    frame.x += over(box.x, box.width, frame.x, frame.width);
    frame.y += over(box.y, box.height, frame.y, frame.height);
    show();
  };

  const clear = () => {
    graph.classList.remove("chosen");
    nodes.forEach((node) => node.classList.remove("self", "upstream", "lost", "rescue"));
    edges.forEach((edge) => edge.classList.remove("hot"));
  };
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const named = (jobs) => {
    const names = jobs.slice(0, 40).map((job) => data.jobs[job].id).join(", ");
    return jobs.length > 40 ? `${names} and ${jobs.length - 40} more` : names;
  };
  const counted = (count) => `${count.toLocaleString("en")} job${count === 1 ? "" : "s"}`;

  const paint = (place, failing) => {
    clear();
    const { lost, rescue } = blast(failing), before = upstream(place);
    const boxes = (jobs) => new Set(jobs.map((job) => boxOf.get(job)));
    const gone = boxes(lost), saved = boxes(rescue);
    graph.classList.add("chosen");
    nodes.forEach((node, at) => {
      node.classList.toggle("self", at === place);
      node.classList.toggle("upstream", before.has(at));
      node.classList.toggle("lost", at !== place && gone.has(at));
      node.classList.toggle("rescue", at !== place && saved.has(at));
    });
    const lower = new Set([place, ...gone, ...saved]), upper = new Set([place, ...before]);
    edges.forEach((edge) => {
      const from = Number(edge.dataset.from), to = Number(edge.dataset.to);
      edge.classList.toggle("hot", (lower.has(from) && lower.has(to)) || (upper.has(from) && upper.has(to)));
    });
    return { lost, rescue };
  };

  const choose = (place, { focus = false, quiet = false } = {}) => {
    chosen = place;
    const box = data.boxes[place], content = by(`box-${place}`).cloneNode(true);
    panel.replaceChildren();
    const close = element("button", "×", "close");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => leave(true));
    panel.append(close, ...content.childNodes);
    const told = panel.querySelector(".blast");
    const tell = (failing) => {
      const { lost, rescue } = paint(place, failing);
      if (!told) return;
      const who = failing.length > 1 ? "When all of them fail" : `When ${box.jobs.length > 1 ? data.jobs[failing[0]].id : "it"} fails`;
      told.textContent = lost.length ? `${who}, ${counted(lost.length)} will not run: ${named(lost)}` : `${who}, everything else still runs`;
      if (rescue.length) told.textContent += `. For that will run: ${named(rescue)}`;
      told.dataset.lost = lost.length;
    };
    if (box.jobs.length > 1) {
      const which = element("select");
      which.setAttribute("aria-label", "Which of them fails");
      which.append(new Option(`all ${box.jobs.length}`, ""), ...box.jobs.slice(0, 2000).map((job) => new Option(data.jobs[job].id, job)));
      which.addEventListener("change", () => tell(which.value === "" ? box.jobs : [Number(which.value)]));
      told.before(which);
    }
    const meaning = element("ul", "", "meaning");
    meaning.append(element("li", "▢ waits for these", "upstream"), element("li", "▢ will not run when it fails", "lost"));
    if (data.jobs.some((job) => job.on === "f")) meaning.append(element("li", "▢ runs because it failed", "rescue"));
    if (told) told.after(meaning);
    panel.hidden = false;
    tell(box.jobs);
    links.forEach((link, at) => { link.tabIndex = at === place ? 0 : -1; at === place ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"); });
    show();
    reveal(place);
    if (focus) links[place].focus({ preventScroll: true });
    if (!quiet) history.replaceState(null, "", `#show-${place}`);
  };
  const leave = (focus) => {
    const was = chosen;
    chosen = -1;
    panel.hidden = true;
    clear();
    history.replaceState(null, "", location.pathname + location.search);
    if (focus && was >= 0) links[was].focus({ preventScroll: true });
  };

  // Search
  let matches = [], at = -1;
  const find = () => {
    const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    matches = words.length ? data.boxes.flatMap((box, place) => (words.every((word) => box.text.includes(word)) ? [place] : [])) : [];
    at = -1;
    const found = new Set(matches);
    nodes.forEach((node, place) => {
      node.classList.toggle("found", found.has(place));
      node.classList.toggle("dim", words.length > 0 && !found.has(place));
    });
    by("found").value = words.length ? `${matches.length.toLocaleString("en")} found` : "";
    if (matches.length) reveal(matches[0]);
  };
  const next = (step) => {
    if (!matches.length) return;
    at = (at + step + matches.length) % matches.length;
    choose(matches[at]);
    by("found").value = `${at + 1} of ${matches.length.toLocaleString("en")}`;
  };
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); next(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") { event.stopPropagation(); search.value = ""; find(); view.focus(); }
  });
  by("tools").addEventListener("submit", (event) => event.preventDefault());

  // Mouse and touch
  const fingers = new Map();
  let travelled = 0;
  view.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX, event.clientY);
  }, { passive: false });
  view.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, event);
    if (fingers.size === 1) travelled = 0;
  });
  addEventListener("pointermove", (event) => {
    const old = fingers.get(event.pointerId);
    if (!old) return;
    travelled += Math.abs(event.clientX - old.clientX) + Math.abs(event.clientY - old.clientY);
    if (fingers.size === 1 && travelled > 4) { view.classList.add("moving"); move(old.clientX - event.clientX, old.clientY - event.clientY); }
    if (fingers.size === 2) {
      const other = [...fingers.values()].find((finger) => finger.pointerId !== event.pointerId);
      const far = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      if (far(old) > 0) zoom(far(event) / far(old), (event.clientX + other.clientX) / 2, (event.clientY + other.clientY) / 2);
    }
    fingers.set(event.pointerId, event);
  });
  const lift = (event) => { fingers.delete(event.pointerId); if (!fingers.size) view.classList.remove("moving"); };
  addEventListener("pointerup", lift);
  addEventListener("pointercancel", lift);
  view.addEventListener("dragstart", (event) => event.preventDefault());
  view.addEventListener("click", (event) => {
    const place = links.indexOf(event.target.closest("a"));
    if (travelled > 4 && event.detail) return event.preventDefault();
    if (place >= 0) { event.preventDefault(); choose(place, { focus: true }); }
    else if (chosen >= 0 && event.detail) leave(false);
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (link) { event.preventDefault(); choose(Number(link.dataset.go), { focus: true }); }
  });
  by("in").addEventListener("click", () => zoom(1.3));
  by("out").addEventListener("click", () => zoom(1 / 1.3));
  by("fit").addEventListener("click", fit);
  by("critical").addEventListener("change", (event) => graph.classList.toggle("only-critical", event.target.checked));
  by("changes")?.addEventListener("change", (event) => graph.classList.toggle("only-changes", event.target.checked));

  // Keys: arrows walk from box to box, or move the picture where none has the focus.
  const beside = (place, key) => {
    if (key === "ArrowLeft") return data.boxes[place].before[0];
    if (key === "ArrowRight") return after[place][0];
    const own = boxAt(place), way = key === "ArrowUp" ? -1 : 1;
    const column = nodes.map((_, other) => [other, boxAt(other)]).filter(([other, box]) => other !== place && Math.abs(box.x - own.x) < own.width / 2 && (box.y - own.y) * way > 0);
    return column.sort((one, other) => Math.abs(one[1].y - own.y) - Math.abs(other[1].y - own.y))[0]?.[0];
  };
  const walk = (place) => {
    links.forEach((link, other) => { link.tabIndex = other === place ? 0 : -1; });
    reveal(place);
    links[place].focus({ preventScroll: true });
  };
  view.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const link = event.target.closest("a"), arrow = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
    if (link && arrow) {
      const to = beside(links.indexOf(link), event.key);
      if (to !== undefined) walk(to);
    } else if (link && event.key === " ") choose(links.indexOf(link));
    else if (arrow) move(...arrow);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen >= 0) leave(true);
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); search.focus(); }
  });
  new ResizeObserver(() => {
    const { x, y, width, height } = frame;
    if (touched) look(x + width / 2, y + height / 2, factor);
    else start();
    if (chosen >= 0) reveal(chosen);
  }).observe(view);

  links.forEach((link, place) => { link.tabIndex = place ? -1 : 0; });
  if (nodes.length) start();
  const asked = () => Number(/^#(?:box|show)-(\d+)$/.exec(location.hash)?.[1] ?? -1);
  if (asked() >= 0 && asked() < nodes.length) choose(asked());
  else if (data.failing.length) choose(boxOf.get(data.failing[0]), { quiet: true });
  addEventListener("load", () => { if (chosen >= 0) scrollTo(0, 0); });
  addEventListener("hashchange", () => {
    if (asked() >= 0 && asked() < nodes.length) { choose(asked()); scrollTo(0, 0); }
  });
})();
