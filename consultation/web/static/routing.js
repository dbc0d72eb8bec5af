// Routing on the page: hides what is not asked, offers the options that fit, fills answers into words, says what does
// not fit. The rules come as trees (questionnaires/packing.py): nothing is parsed here, and no text becomes code.
// Values are what questionnaires/expressions says they are; tests/questionnaires/expressions.json holds both to it.
// Functions that few rules use stand in formulas.js, and come with the pages whose rules do.
{
  // What older browsers have no sign for.
  const or = (v, other) => (v === undefined || v === null ? other : v);
  const first = (v) => (Array.isArray(v) ? or(v[0], "") : v);
  const text = (v) => String(first(v));
  const truth = (v) => (Array.isArray(v) ? v.length > 0 : Boolean(v));
  const DAY = 86400;
  const clock = /^(\d\d):(\d\d)(?::(\d\d))?$/;
  const moment = (words) => {
    const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d*)?)?$/.exec(words.trim());
    const at = new Date(found ? `${found[1]}T${found[2] || "00:00"}${found[3] || ":00"}Z` : NaN);
    return Number.isNaN(+at) || !at.toISOString().startsWith(found[1]) ? null : at;
  };
  const number = (v) => {
    v = first(v);
    if (typeof v !== "string") return Number(v);
    if (/^[ \t\r\n]*-?(\d+(\.\d*)?|\.\d+)[ \t\r\n]*$/.test(v)) return Number(v);
    const hour = clock.exec(v);
    if (hour) return (hour[1] * 3600 + hour[2] * 60 + Number(hour[3] || 0)) / DAY;
    const at = moment(v);
    return at ? at / 1000 / DAY : NaN;
  };
  const words = (v) => text(v).split(/\s+/).filter(Boolean);
  const two = (n) => String(n).padStart(2, "0");
  const equal = (a, b) => {
    [a, b] = [first(a), first(b)];
    if (typeof a === "boolean" || typeof b === "boolean") return truth(a) === truth(b);
    return typeof a === "number" || typeof b === "number" ? number(a) === number(b) : a === b;
  };
  const F = {
    "=": (c, a, b) => equal(a, b),
    "!=": (c, a, b) => !equal(a, b),
    "<": (c, a, b) => number(a) < number(b),
    "<=": (c, a, b) => number(a) <= number(b),
    ">": (c, a, b) => number(a) > number(b),
    ">=": (c, a, b) => number(a) >= number(b),
    "+": (c, a, b) => number(a) + number(b),
    "-": (c, a, b) => (b === undefined ? -number(a) : number(a) - number(b)),
    "*": (c, a, b) => number(a) * number(b),
    div: (c, a, b) => number(a) / number(b),
    not: (c, v) => !truth(v),
    selected: (c, v, one) => words(v).includes(text(one).trim()),
    "count-selected": (c, v) => words(v).length,
  };
  if (window.formulas) Object.assign(F, window.formulas({ or, first, text, truth, moment, number, two, words, DAY }));
  // A tree: a value stands for itself; ["$", key] an answer, ["."] this answer, ["@", name] something of an option.
  const workOut = (node, c) => {
    if (!Array.isArray(node)) return node;
    const [name, ...rest] = node;
    switch (name) {
      case "$": return or(c.values[rest[0]], "");
      case ".": return c.current;
      case "@": return or(c.item[rest[0]], "");
      case "and": return rest.every((part) => truth(workOut(part, c)));
      case "or": return rest.some((part) => truth(workOut(part, c)));
      case "if": return workOut(rest[truth(workOut(rest[0], c)) ? 1 : 2], c);
      case "item": return (c.lists[text(workOut(rest[0], c))] || [])
        .filter((item) => rest[1] === null || truth(workOut(rest[1], { ...c, item })))
        .map((item) => or(item[rest[2]], ""));
    }
    const given = rest.map((part) => workOut(part, c));
    if (name === "indexed-repeat") given[0] = or((c.times || {})[rest[0][1]], given[0]);
    return F[name](c, ...given);
  };
  window.workOut = (node, c) => first(workOut(node, c));

  const source = document.getElementById("routing");
  if (source) {
    const rules = JSON.parse(source.textContent);
    const form = document.getElementById("sheet");
    const frames = new Map([...form.querySelectorAll("[data-question]")].map((one) => [one.dataset.question, one]));
    const fields = new Map();
    const parts = new Map();
    for (const one of form.elements) {
      if (!one.name) continue;
      fields.set(one.name, [...(fields.get(one.name) || []), one]);
      const [, base, part] = /^(.+)-((?:row|rank)-.+)$/.exec(one.name) || [];
      if (base) parts.set(base, new Set([...(parts.get(base) || []), part]));
    }
    for (const one of form.querySelectorAll(".route")) one.classList.add("on-paper");
    const holds = (rule, c) => { try { return rule === undefined || truth(workOut(rule, c)); } catch { return true; } };
    const given = (name) => (fields.get(name) || [])
      .filter((one) => !one.disabled && (!/^(radio|checkbox)$/.test(one.type) || one.checked) && one.value.trim() && !/^-(refused|unknown)$/.test(one.value));
    const western = (typed) => typed.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15);
    const value = (name, kind) => {
      const typed = given(name).map((one) => one.value);
      for (const part of parts.get(name) || []) {
        typed.push(...given(`${name}-${part}`).map((one) => (part.startsWith("row") ? `${part.slice(4)}/${one.value}` : one.value)));
      }
      const joined = typed.join(" ");
      if (kind === "n") {
        const plain = western(joined).replace(/[\s'’٬]/g, "").replace(/[,٫]/, ".");
        return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : "";
      }
      return kind === "d" ? western(joined).replace(/^(\d\d?)[-/. ](\d\d?)[-/. ](\d{4})/, (_, d, m, y) => `${y}-${two(m)}-${two(d)}`) : joined;
    };
    const shown = (name, v) => {
      const chosen = given(name).filter((one) => one.type !== "text");
      const labels = chosen.map((one) => ((one.selectedOptions || [])[0] || (/^(radio|checkbox)$/.test(one.type) && one.labels[0]) || { textContent: "" }).textContent.trim());
      return labels.length && labels.every(Boolean) ? labels.join(rules.comma) : typeof v === "number" ? (Number.isNaN(v) ? "" : v.toLocaleString(document.documentElement.lang)) : text(v);
    };
    const hide = (one, isHidden) => {
      one.hidden = isHidden;
      for (const control of one.querySelectorAll("[name]")) control.disabled = isHidden;
    };
    const filter = (name, one, c) => {
      for (const control of [...(fields.get(name) || []), ...[...(parts.get(name) || [])].flatMap((part) => fields.get(`${name}-${part}`))]) {
        for (const option of control.options || [control]) {
          if (!Object.keys(one.o).includes(option.value)) continue;
          const isOffered = holds(one.f, { ...c, item: one.o[option.value] });
          (option.closest("label") || option).hidden = option.disabled = !isOffered;
          if (!isOffered) option.checked = option.selected = false;
        }
      }
    };
    // The server's own words about something else are left alone.
    const complain = (frame, message, isWrong, isChanged) => {
      const id = `${frame.id}-error`;
      let error = document.getElementById(id);
      if (error ? isWrong || error.textContent !== message : !isWrong || !isChanged) return;
      const control = frame.matches("fieldset") ? frame : frame.querySelector("[name]");
      for (const [name, value] of [["aria-invalid", "true"], ["aria-errormessage", id]]) {
        if (isWrong) control.setAttribute(name, value);
        else control.removeAttribute(name);
      }
      frame.classList.toggle("wrong", isWrong);
      if (error) { error.remove(); return; }
      error = Object.assign(document.createElement("p"), { id, className: "error", role: "alert", textContent: message });
      (frame.querySelector("legend,label") || frame.firstElementChild).after(error);
    };
    const take = (prefix, one, isOpen, c, values, checks, isChanged) => {
      const name = prefix + one.k;
      const frame = frames.get(name);
      const isOn = isOpen && holds(one.r, c);
      if (frame) hide(frame, !isOn);
      if (isOn && one.f) filter(name, one, c);
      let v = isOn ? (one.v === undefined ? or(one.d, value(name, one.t)) : undefined) : "";
      if (v === undefined) try { v = first(workOut(one.v, { ...c, now: `${c.now.slice(0, 10)}T00:00:00` })); } catch { v = ""; }
      values[one.k] = typeof v === "boolean" ? String(v) : Number.isNaN(v) ? "" : v;
      if (frame && one.c) checks.push(() => complain(frame, one.m, v !== "" && !holds(one.c, { ...c, current: v }), isChanged));
      for (const span of form.querySelectorAll(`[data-piped="${name}"]`)) span.textContent = shown(name, values[one.k]) || rules.none;
    };
    const update = (isChanged) => {
      const here = new Date();
      const now = new Date(here - here.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
      const values = {};
      const checks = [];
      const c = { values, lists: rules.lists || {}, now, position: 0, current: "", item: {} };
      for (const unit of rules.units) {
        const isOpen = holds(rules.gates[unit.s], c);
        if (!unit.q) { take("", unit, isOpen, c, values, checks, isChanged); continue; }
        const times = {};
        for (const one of unit.q) times[one.k] = [];
        let count = 0;
        for (let position = 1; position <= unit.n; position += 1) {
          const own = Object.create(values);
          const prefix = `${unit.s}-${position}-`;
          for (const one of unit.q) take(prefix, one, isOpen, { ...c, values: own, times, position }, own, checks, isChanged);
          if (isOpen && unit.q.some((one) => !one.v && !one.d && own[one.k] !== "")) {
            count += 1;
            for (const one of unit.q) times[one.k].push(own[one.k]);
          }
        }
        Object.assign(values, times, { [unit.s]: Array.from({ length: count }, (_, n) => n + 1) });
      }
      for (const check of checks) check();
      for (const section of form.querySelectorAll("section")) {
        section.hidden = [...section.querySelectorAll("[data-question]")].every((one) => one.hidden);
      }
    };
    form.addEventListener("input", () => update(false));
    form.addEventListener("change", () => update(true));
    addEventListener("pageshow", () => update(false));
    update(false);
  }
}
