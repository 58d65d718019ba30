// Words and numbers as French readers write them: the one place for every label of the page.

const whole = new Intl.NumberFormat("fr-FR");
const tenth = new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat("fr-FR", { style: "percent", maximumFractionDigits: 1 });
const longDate = new Intl.DateTimeFormat("fr-FR", { dateStyle: "long", timeZone: "UTC" });
const monthOnly = new Intl.DateTimeFormat("fr-FR", { month: "short", year: "2-digit", timeZone: "UTC" });

const day = (iso) => new Date(`${iso.slice(0, 10)}T00:00:00Z`);

export const count = (value) => whole.format(value);
export const tasks = (value) => `${count(value)} ${value > 1 ? "tâches" : "tâche"}`;
export const average = (value) => (value === null || value === undefined ? "–" : tenth.format(value));
export const share = (value) => (value === null || value === undefined ? "–" : percent.format(value));
export const date = (iso) => longDate.format(day(iso)).replace(/^1 /, "1er ");
export const month = (iso) => monthOnly.format(day(iso));
export const days = (iso) => day(iso).getTime() / 86_400_000;

/** "2021-06-H1" → "1 au 15 juin 2021". */
export function halfMonth(point) {
  const first = Number(point.starts_on.slice(8));
  return `${first === 1 ? "1er" : first} au ${date(point.ends_on)}`;
}

export const STAGES = {
  hosts_registered: "Structures inscrites",
  hosts_opined: "Structures avec avis du préfet",
  applications_validated: "Candidatures validées en COSELEC",
  posts_in_recruitment: "Postes en cours de recrutement",
  conventions_signed: "Conventions signées",
  counsellors_hired: "Conseillers recrutés",
  counsellors_in_training: "Conseillers en formation",
  posts_open: "Postes ouverts",
};

export const SHORT = {
  hosts_registered: "Inscrites",
  hosts_opined: "Avec avis",
  applications_validated: "Validées",
  posts_open: "Postes ouverts",
  conventions_signed: "Conventions",
  counsellors_hired: "Recrutés",
  counsellors_in_training: "En formation",
};

export const UNITS = {
  hosts: "structures",
  posts: "postes",
  conventions: "conventions",
  people: "conseillers",
};

export const KINDS = {
  programme: "Programme",
  session: "Séances du COSELEC",
  host: "Structures",
  candidate: "Candidats",
  match: "Mises en relation",
};

export const STATES = {
  opened: "ouvert",
  convened: "convoquée",
  sealed: "procès-verbal clos",
  registered: "inscrit",
  opined: "avis du préfet rendu",
  validated: "validé en COSELEC",
  refused: "refusé",
  under_review: "à réexaminer",
  activated: "compte activé",
  convention_opened: "convention en préparation",
  convention_sent: "convention envoyée",
  convention_signed: "convention signée",
  convention_terminated: "convention résiliée",
  withdrawn: "retiré",
  cancelled: "annulé",
  duplicate: "doublon",
  hired: "recruté",
  enrolled: "inscrit en formation",
  in_training: "en formation",
  trained: "formé",
  certified: "certifié",
  left: "contrat terminé",
  proposed: "proposé",
  shortlisted: "retenu par la structure",
};

export const ROLES = {
  prefecture: "Préfectures",
  anct: "ANCT",
  host: "Structures",
  banque_des_territoires: "Banque des Territoires",
  training_provider: "Organismes de formation",
  engine: "Envoi des mails",
};

export const SHARES = {
  private_share: "Postes ouverts dans des structures privées",
  non_compliant_share: "Dossiers de convention non conformes",
  not_activated_share: "Mails d’activation restés sans suite",
};
