// Charts as inline SVG: no library, no inline style, and every chart has its table beside it.

import { count, days, month } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const FRAME = { width: 560, height: 280, left: 48, right: 48, top: 18, bottom: 34 };
const bottom = FRAME.height - FRAME.bottom;
const inner = FRAME.width - FRAME.left - FRAME.right;

function draw(parent, name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function canvas(title) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${FRAME.width} ${FRAME.height}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title);
  return svg;
}

/** The steps of an axis from 0: 4 to 6 round numbers that reach the greatest value. */
function steps(greatest) {
  const rough = Math.max(greatest, 4) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough && Number.isInteger(n)) ?? 10 * power;
  return Array.from({ length: Math.ceil(greatest / step) + 1 }, (_, n) => n * step).slice(0, 7);
}

function axis(svg, ticks, side) {
  const top = ticks.at(-1) || 1;
  const at = (value) => bottom - (value / top) * (bottom - FRAME.top);
  for (const tick of ticks) {
    if (side === "left") {
      draw(svg, "line", { class: "grid", x1: FRAME.left, x2: FRAME.width - FRAME.right, y1: at(tick), y2: at(tick) });
    }
    const x = side === "left" ? FRAME.left - 6 : FRAME.width - FRAME.right + 6;
    draw(svg, "text", { x, y: at(tick) + 4, "text-anchor": side === "left" ? "end" : "start" }, count(tick));
  }
  return at;
}

function months(svg, points, x) {
  const every = Math.ceil(points.length / 8);
  points.forEach((point, place) => {
    if (place % every === 0) {
      draw(svg, "text", { x: x(place), y: bottom + 18, "text-anchor": "middle" }, month(point.starts_on));
    }
  });
}

const path = (places) => places.map(([x, y], n) => `${n ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

/** Bars on the left axis, their running sum as a line on the right one. */
export function halfMonthChart(points, title) {
  const svg = canvas(title);
  if (points.length === 0) return svg;
  const width = inner / points.length;
  const middle = (place) => FRAME.left + (place + 0.5) * width;
  const left = axis(svg, steps(Math.max(...points.map((p) => p.hired), 1)), "left");
  const right = axis(svg, steps(Math.max(...points.map((p) => p.cumulative), 1)), "right");
  points.forEach((point, place) => {
    const y = Math.min(left(point.hired), left(0));
    draw(svg, "rect", { class: "bar", x: middle(place) - width * 0.36, width: width * 0.72, y, height: Math.abs(left(0) - left(point.hired)) });
  });
  draw(svg, "path", { class: "line", d: path(points.map((p, place) => [middle(place), right(p.cumulative)])) });
  if (points.length <= 24) {
    points.forEach((p, place) => draw(svg, "circle", { class: "dot", cx: middle(place), cy: right(p.cumulative), r: 3 }));
  }
  const last = points.at(-1);
  draw(svg, "text", { class: "strong", x: middle(points.length - 1), y: right(last.cumulative) - 8, "text-anchor": "end" }, count(last.cumulative));
  months(svg, points, middle);
  return svg;
}

const SERIES = [
  { field: "posts_open", mark: "posts" },
  { field: "counsellors_hired", mark: "" },
];

/** What was reached as lines, what is to be reached as diamonds at their due dates. */
export function trajectoryChart(series, milestones, asOf, title) {
  const svg = canvas(title);
  if (series.length === 0) return svg;
  const from = days(series[0].starts_on);
  const through = Math.max(days(asOf), ...milestones.map((m) => days(m.due_on)), from + 1);
  const x = (iso) => FRAME.left + ((Math.min(days(iso), through) - from) / (through - from)) * inner;
  const values = series.flatMap((p) => SERIES.map((s) => p[s.field]));
  const y = axis(svg, steps(Math.max(...values, ...milestones.map((m) => m.target), 1)), "left");
  const reached = (point) => (days(point.ends_on) > days(asOf) ? asOf : point.ends_on);
  for (const { field, mark } of SERIES) {
    const line = series.map((point) => [x(reached(point)), y(point[field])]);
    draw(svg, "path", { class: `line ${mark}`, d: path(line) });
    const aims = milestones.filter((m) => m.metric === field && days(m.due_on) >= days(asOf));
    const way = [line.at(-1), ...aims.map((m) => [x(m.due_on), y(m.target)])];
    draw(svg, "path", { class: `way ${mark}`, d: path(way) });
    for (const milestone of milestones.filter((m) => m.metric === field)) aim(svg, x(milestone.due_on), y(milestone.target), milestone, mark);
    const [endX, endY] = line.at(-1);
    draw(svg, "text", { class: "strong", x: endX - 4, y: endY - 6, "text-anchor": "end" }, count(series.at(-1)[field]));
  }
  for (const iso of [series[0].starts_on, asOf, milestones.map((m) => m.due_on).sort().at(-1)].filter(Boolean)) {
    draw(svg, "text", { x: x(iso), y: bottom + 18, "text-anchor": "middle" }, month(iso));
  }
  return svg;
}

function aim(svg, x, y, milestone, mark) {
  draw(svg, "path", { class: `aim ${mark}`, d: `M${x} ${y - 6}l6 6l-6 6l-6 -6z` });
  draw(svg, "text", { x: x - 8, y: y - 8, "text-anchor": "end" }, count(milestone.target));
}
