// The page: reads every figure from the API at one position, and shows it. It decides nothing.

import { halfMonthChart, trajectoryChart } from "./chart.js";
import * as words from "./words.js";

const FILTERS = ["as_of", "known_at", "region", "department", "level"];
const TRIES_MAX = 4;
const TASKS_SHOWN = 10;
const TASKS_IN_FILE = 1000;
const form = document.getElementById("filters");
const main = document.getElementById("main");
const byId = (id) => document.getElementById(id);

/** What the address says: the whole state of the page. */
function state() {
  const address = new URLSearchParams(location.search);
  const state = { programme: address.get("programme") || "cnfs" };
  for (const name of FILTERS) state[name] = address.get(name) || "";
  state.level ||= "region";
  return state;
}

function show(state, { push = true } = {}) {
  const address = new URLSearchParams();
  if (state.programme !== "cnfs") address.set("programme", state.programme);
  for (const name of FILTERS) {
    if (state[name] && !(name === "level" && state[name] === "region")) address.set(name, state[name]);
  }
  const query = address.toString();
  if (push) history.pushState(null, "", query ? `?${query}` : location.pathname);
  refresh();
}

function address(state, route, more = {}) {
  const query = new URLSearchParams();
  for (const name of ["as_of", "known_at", "region", "department"]) if (state[name]) query.set(name, state[name]);
  if (route === "territories") query.set("level", state.level);
  if (route === "recruitments") query.set("by", "half_month");
  if (route === "tasks") query.set("limit", more.locale ? TASKS_IN_FILE : TASKS_SHOWN);
  for (const [name, value] of Object.entries(more)) query.set(name, value);
  return `/v1/programmes/${encodeURIComponent(state.programme)}/${route}?${query}`;
}

async function read(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" } });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail || answer.statusText);
  return body;
}

const ROUTES = ["funnel", "recruitments", "trajectory", "territories", "tasks", "quality", "workflow/counts"];

/** All read models at one position: read again while events come in between. */
async function readAll(state) {
  let position = 0;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const answers = await Promise.all(ROUTES.map((route) => read(address(state, route, { at_least: position }))));
    const positions = answers.map((answer) => answer.position);
    position = Math.max(...positions);
    if (positions.every((one) => one === position)) {
      return Object.fromEntries(ROUTES.map((route, place) => [route, answers[place]]));
    }
  }
  throw new Error("Les événements arrivent trop vite pour une lecture à une seule position. Réessayez.");
}

let latest = 0;

async function refresh() {
  const run = (latest += 1);
  const now = state();
  fillForm(now);
  main.setAttribute("aria-busy", "true");
  try {
    const figures = await readAll(now);
    if (run !== latest) return;
    byId("problem").hidden = true;
    render(figures, now);
  } catch (why) {
    if (run !== latest) return;
    byId("problem").textContent = `Les chiffres ne peuvent pas être lus : ${why.message}`;
    byId("problem").hidden = false;
  }
  main.setAttribute("aria-busy", "false");
}

function element(name, content, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (content instanceof Node) made.append(content);
  else if (content !== undefined) made.textContent = content;
  return made;
}

function row(head, cells) {
  const made = element("tr");
  const first = element("th", head);
  first.scope = "row";
  made.append(first, ...cells.map((cell) => element("td", cell, "number")));
  return made;
}

const body = (id) => byId(id).querySelector("tbody");

function render(figures, now) {
  standing(figures.funnel, now);
  funnel(figures.funnel.stages);
  recruitments(figures.recruitments.points);
  trajectory(figures.trajectory);
  tasks(figures.tasks);
  territories(figures.territories);
  quality(figures.quality);
  workflow(figures["workflow/counts"].kinds);
}

function standing(answer, now) {
  const known = now.known_at ? `, telle que connue au ${words.date(now.known_at)}` : "";
  const doubt = answer.approximate ? " Certaines dates ne sont connues qu’au plus tard : chiffres approchés." : "";
  byId("standing").textContent =
    `Situation au ${words.date(answer.as_of)}${known}. Journal à la position ${words.count(answer.position)}.${doubt}`;
}

function funnel(stages) {
  const greatest = Math.max(...stages.map((stage) => stage.value), 1);
  body("funnel").replaceChildren(...stages.map((stage) => {
    const label = element("span", words.STAGES[stage.id] || stage.id);
    const unit = words.UNITS[stage.unit] || stage.unit;
    const posts = stage.posts === undefined ? "" : `, pour ${words.count(stage.posts)} postes`;
    label.append(element("small", unit + posts));
    const made = row(label, [words.count(stage.value)]);
    made.className = stage.unit === "hosts" ? "" : "people";
    const bar = element("span");
    bar.style.setProperty("--part", Math.max(stage.value, 0) / greatest);
    const track = element("span", bar, "track");
    track.setAttribute("aria-hidden", "true");
    made.append(element("td", track));
    return made;
  }));
}

function recruitments(points) {
  const last = points.at(-1);
  byId("recruitments-words").textContent = last
    ? `${words.count(last.hired)} recrutements du ${words.halfMonth(last)}, ${words.count(last.cumulative)} depuis le début.`
    : "Aucun recrutement à ces dates.";
  byId("recruitments-chart").replaceChildren(halfMonthChart(points, "Recrutements par quinzaine et cumul"));
  body("recruitments").replaceChildren(...points.map((point) => row(words.halfMonth(point),
    [point.hired, point.cumulative, point.posts_opened, point.posts_cumulative].map(words.count))));
}

function trajectory({ milestones, series, as_of: asOf }) {
  const next = milestones.filter((m) => m.gap > 0 && m.due_on > asOf).sort((a, b) => a.due_on.localeCompare(b.due_on))[0];
  byId("trajectory-words").textContent = next
    ? `Prochain jalon : ${words.count(next.target)} ${next.metric === "posts_open" ? "postes ouverts" : "conseillers recrutés"} au ${words.date(next.due_on)}. Il en manque ${words.count(next.gap)}, soit ${words.average(next.required_per_half_month)} par quinzaine.`
    : "Aucun jalon à venir n’est fixé, ou tous sont atteints.";
  byId("trajectory-chart").replaceChildren(trajectoryChart(series, milestones, asOf, "Postes ouverts, conseillers recrutés et jalons"));
  body("trajectory").replaceChildren(...milestones.map((m) => row(words.STAGES[m.metric] || m.metric,
    [words.date(m.due_on), words.count(m.target), words.count(m.actual), words.count(m.gap), words.average(m.required_per_half_month)])));
}

/** What is due first comes first, so what is late does. */
function tasks({ tasks: shown, total, late, by_task: counts }) {
  byId("tasks-words").textContent = total
    ? `${words.tasks(total)} en attente, dont ${words.count(late)} en retard. Les échéances les plus anciennes viennent d’abord.`
    : "Rien n’attend à ces dates.";
  const roles = new Map();
  for (const { role, open, late: overdue } of counts) {
    const sum = roles.get(role) || { open: 0, late: 0 };
    roles.set(role, { open: sum.open + open, late: sum.late + overdue });
  }
  byId("tasks-roles").replaceChildren(...[...roles].map(([role, sum]) => {
    const overdue = sum.late ? `, dont ${words.count(sum.late)} en retard` : "";
    return element("li", `${words.ROLES[role] || role} : ${words.count(sum.open)}${overdue}`);
  }));
  byId("tasks").hidden = total === 0;
  body("tasks").replaceChildren(...shown.map((task) => {
    const made = row(task.title, []);
    const lateDays = task.late_days === undefined ? "–" : words.count(task.late_days);
    const days = [task.since, task.due].map((day) => (day ? words.date(day) : "–"));
    made.append(...[words.ROLES[task.role] || task.role, file(task.stream), ...days].map((cell) => element("td", cell)));
    made.append(element("td", lateDays, "number"));
    return made;
  }));
}

/** A link to the timeline of a file. */
function file(stream) {
  const link = element("a", stream.length > 20 ? `${stream.slice(0, stream.indexOf(":") + 9)}…` : stream);
  link.title = stream;
  link.href = address(state(), `files/${encodeURIComponent(stream)}`);
  return link;
}

function territories({ rows, total }) {
  const columns = Object.keys(words.SHORT);
  const head = element("tr");
  for (const [place, label] of ["Territoire", ...columns.map((id) => words.SHORT[id])].entries()) {
    const cell = element("th", label, place ? "number" : "");
    cell.scope = "col";
    head.append(cell);
  }
  const cells = (figures) => columns.map((id) => words.count(figures[id] ?? 0));
  const table = byId("territories");
  table.querySelector("thead").replaceChildren(head);
  table.querySelector("tbody").replaceChildren(...rows.map((one) => row(`${one.name} (${one.code})`, cells(one))));
  table.querySelector("tfoot").replaceChildren(row("Total", cells(total)));
}

function quality(answer) {
  const shares = Object.entries(words.SHARES).map(([id, label]) => {
    const { value, numerator, denominator } = answer[id];
    return row(label, [words.share(value), `${words.count(numerator)} sur ${words.count(denominator)}`]);
  });
  const conventions = [["Conventions envoyées", answer.conventions_sent], ["Conventions signées", answer.conventions_signed]]
    .map(([label, one]) => row(label, [words.count(one.conventions), `pour ${words.count(one.posts)} postes`]));
  const expected = row("Dossiers de convention attendus", [words.count(answer.convention_files_expected), "structures"]);
  body("quality").replaceChildren(...shares, ...conventions, expected);
}

function workflow(kinds) {
  byId("workflow").replaceChildren(...kinds.filter((kind) => kind.files > 0).flatMap((kind) => {
    const table = element("table");
    table.append(element("tbody"));
    table.firstChild.append(...kind.states.filter((one) => one.files !== 0)
      .map((one) => row(words.STATES[one.state] || one.state, [words.count(one.files)])));
    return [element("h3", `${words.KINDS[kind.kind] || kind.kind} : ${words.count(kind.files)}`), table];
  }));
}

/** The territories to choose from, whatever is chosen now. */
async function fillTerritories(programme) {
  const select = form.elements.territory;
  for (const [level, label] of [["region", "Régions"], ["department", "Départements"]]) {
    const { rows } = await read(`/v1/programmes/${encodeURIComponent(programme)}/territories?level=${level}`);
    const group = document.createElement("optgroup");
    group.label = label;
    group.append(...rows.map((one) => new Option(`${one.name} (${one.code})`, `${level}:${one.code}`)));
    select.append(group);
  }
}

async function nameProgramme(programme) {
  const file = await read(`/v1/programmes/${encodeURIComponent(programme)}/files/programme:${encodeURIComponent(programme)}`);
  const opened = file.events.find((event) => event.type === "ProgrammeOpened");
  if (opened) byId("programme").textContent = opened.data.name;
}

function fillForm(now) {
  form.elements.as_of.value = now.as_of;
  form.elements.known_at.value = now.known_at.slice(0, 10);
  form.elements.territory.value = now.region ? `region:${now.region}` : now.department ? `department:${now.department}` : "";
  for (const choice of byId("level").querySelectorAll("input")) choice.checked = choice.value === now.level;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [level, code] = form.elements.territory.value.split(":");
  show({
    ...state(),
    as_of: form.elements.as_of.value,
    known_at: form.elements.known_at.value,
    region: level === "region" ? code : "",
    department: level === "department" ? code : "",
  });
});
byId("reset").addEventListener("click", () => show({ ...state(), as_of: "", known_at: "" }));
byId("level").addEventListener("change", (event) => show({ ...state(), level: event.target.value }));
window.addEventListener("popstate", () => refresh());

for (const button of document.querySelectorAll("[data-csv]")) {
  button.addEventListener("click", async () => {
    const route = button.dataset.csv;
    const answer = await fetch(address(state(), route, { locale: "fr" }), { headers: { accept: "text/csv" } });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      byId("problem").textContent = `Le fichier ne peut pas être téléchargé : ${problem.detail || answer.statusText}`;
      byId("problem").hidden = false;
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `${route.replace("/", "-")}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

// Neither the names nor the choice hold the figures back, and the figures say what is wrong.
const { programme } = state();
Promise.allSettled([fillTerritories(programme), nameProgramme(programme)]).then(() => fillForm(state()));
refresh();
