// Functions of rules beside those every page has (routing.js), made with what it knows of values.
window.formulas = ({ or, first, text, truth, moment, number, two, words, DAY }) => {
  const all = (given) => given.flat();
  const toMoment = (v) => {
    v = first(v);
    const at = (typeof v === "string" && moment(v)) || new Date(Math.floor(number(v) * DAY + 0.5) * 1000);
    const year = at.getUTCFullYear();
    return year > 0 && year < 10000 ? at : null;
  };
  const iso = (at, length) => (at ? at.toISOString().slice(0, length) : "");
  const finite = (n) => (Number.isFinite(n) ? n : NaN);
  const numbers = (given) => all(given).filter((v) => v !== "").map(number);
  const within = (low, high, n) => (number(low) === -1 || n >= number(low)) && (number(high) === -1 || n <= number(high));
  const extreme = (pick) => (c, ...given) => { const found = numbers(given); return found.length ? pick(...found) : NaN; };
  const at = (parts, index) => (Number.isFinite(index) && index >= 0 ? or(parts[Math.trunc(index)], "") : "");
  const pattern = (source) => {
    try { return new RegExp(`^(?:${source})$`, "u"); } catch { return new RegExp(`^(?:${source})$`); }
  };
  const round = (v, digits = 0) => {
    const [n, scale] = [number(v), 10 ** Math.trunc(number(digits))];
    return Number.isFinite(n) ? Math.floor(n * scale + 0.5) / scale : n;
  };
  const format = (c, v, shape) => {
    const moment = toMoment(v);
    if (!moment) return "";
    const [month, day, hour] = [moment.getUTCMonth() + 1, moment.getUTCDate(), moment.getUTCHours()];
    const [name, date] = moment.toUTCString().split(", ");
    const year = iso(moment, 4);
    const signs = { Y: year, y: year.slice(2), m: two(month), n: month, b: date.slice(3, 6), d: two(day), e: day, a: name, H: two(hour), h: hour, M: two(moment.getUTCMinutes()), S: two(moment.getUTCSeconds()), 3: "000", "%": "%" };
    return text(shape).replace(/%(.)/g, (whole, sign) => or(signs[sign], whole));
  };
  return {
    mod: (c, a, b) => number(a) % number(b),
    true: () => true,
    false: () => false,
    boolean: (c, v) => truth(v),
    "boolean-from-string": (c, v) => text(v) === "true" || text(v) === "1",
    coalesce: (c, ...given) => or(given.map(first).find((v) => v !== ""), ""),
    once: (c, v) => (c.current !== "" ? c.current : first(v)),
    checklist: (c, low, high, ...rest) => within(low, high, all(rest).filter(truth).length),
    "weighted-checklist": (c, low, high, ...rest) => within(low, high, rest.reduce((sum, v, n) => (n % 2 || !truth(v) ? sum : sum + number(rest[n + 1])), 0)),
    "selected-at": (c, v, n) => at(words(v), number(n)),
    "jr:choice-name": (c, v, list) => (c.lists[text(list)] || []).filter((item) => item.name === text(v)).map((item) => or(item.label, ""))[0] || "",
    number: (c, v) => number(v),
    int: (c, v) => finite(Math.trunc(number(v))),
    round: (c, v, digits) => round(v, digits),
    floor: (c, v) => finite(Math.floor(number(v))),
    ceiling: (c, v) => finite(Math.ceil(number(v))),
    abs: (c, v) => Math.abs(number(v)),
    pow: (c, a, b) => finite(number(a) ** number(b)),
    sqrt: (c, v) => Math.sqrt(number(v)),
    sum: (c, ...given) => numbers(given).reduce((a, b) => a + b, 0),
    count: (c, v) => all([v]).length,
    "count-non-empty": (c, v) => all([v]).filter((one) => one !== "").length,
    min: extreme(Math.min),
    max: extreme(Math.max),
    position: (c) => c.position,
    index: (c) => c.position,
    "indexed-repeat": (c, v, group, n) => at(all([v]), number(n) - 1),
    string: (c, v) => text(v),
    concat: (c, ...given) => all(given).map(text).join(""),
    join: (c, mark, ...given) => all(given).map(text).join(text(mark)),
    "string-length": (c, v = c.current) => [...text(v)].length,
    "normalize-space": (c, v) => words(v).join(" "),
    "upper-case": (c, v) => text(v).toUpperCase(),
    "lower-case": (c, v) => text(v).toLowerCase(),
    contains: (c, v, part) => text(v).includes(text(part)),
    "starts-with": (c, v, part) => text(v).startsWith(text(part)),
    "ends-with": (c, v, part) => text(v).endsWith(text(part)),
    substr: (c, v, from, to = Infinity) => (Number.isNaN(number(from)) || Number.isNaN(number(to)) ? "" : [...text(v)].slice(number(from), number(to)).join("")),
    "substring-before": (c, v, mark) => text(v).slice(0, Math.max(0, text(v).indexOf(text(mark)))),
    "substring-after": (c, v, mark) => (text(v).includes(text(mark)) ? text(v).slice(text(v).indexOf(text(mark)) + text(mark).length) : ""),
    translate: (c, v, from, to) => { const [old, fresh] = [[...text(from)], [...text(to)]]; return [...text(v)].map((sign) => (old.includes(sign) ? or(fresh[old.indexOf(sign)], "") : sign)).join(""); },
    regex: (c, v, source) => pattern(text(source)).test(text(v)),
    today: (c) => c.now.slice(0, 10),
    now: (c) => c.now,
    date: (c, v) => iso(toMoment(v), 10),
    "date-time": (c, v) => iso(toMoment(v), 19),
    "format-date": format,
    "format-date-time": format,
    "decimal-date-time": (c, v) => number(v),
    "decimal-time": (c, v) => finite(number(v) - Math.floor(number(v))),
    random: () => Math.random(),
    uuid: (c, length) => Array.from(crypto.getRandomValues(new Uint8Array(100)), (n) => (n & 15).toString(16)).join("").slice(0, length ? number(length) : 36),
  };
};
