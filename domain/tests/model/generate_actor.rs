//! Who asks: mostly somebody who may, and often enough somebody who may not.

use serde_json::Value;

use crate::generate::Generator;
use crate::paper::Paper;
use crate::permission::some_role;

const ROLES: [&str; 12] = [
    "operator",
    "anonymous",
    "host",
    "candidate",
    "prefecture",
    "anct",
    "banque_des_territoires",
    "steering",
    "training_provider",
    "engine",
    "auditor",
    "nobody",
];

impl Generator {
    pub(crate) fn actor(
        &mut self,
        command: &str,
        on: &str,
        data: &Value,
        is_legal: bool,
        paper: &Paper,
    ) -> (&'static str, String) {
        let dice = self.chance.below(100);
        if !is_legal && dice < 12 {
            let scope = self.some_scope();
            return (self.chance.of(&ROLES), scope);
        }
        if dice < 60 {
            return ("operator", "national".to_owned());
        }
        let (role, reach) = some_role(command, self.chance.below(2));
        if !is_legal && dice < 75 {
            return (role, self.some_scope());
        }
        let scope = match reach {
            "national" => Some("national".to_owned()),
            "file" => Some(on.to_owned()),
            "match" => paper.matches.get(on).map(|it| it.host.clone()),
            "employer" => paper.employer(on).map(str::to_owned),
            "department" => paper.hosts.get(on).map(|it| it.department.clone()),
            "lots" => Some(self.provider(on, data, paper)),
            _ => None,
        };
        (role, scope.unwrap_or_else(|| "-".to_owned()))
    }

    fn some_scope(&mut self) -> String {
        match self.chance.below(4) {
            0 => "national".to_owned(),
            1 => self.some("host"),
            2 => self
                .chance
                .of(&["59", "75", "lot:1", "lot:3", "AFPA"])
                .to_owned(),
            _ => self.some("candidate"),
        }
    }

    fn provider(&mut self, on: &str, data: &Value, paper: &Paper) -> String {
        let place = paper
            .people
            .get(on)
            .and_then(|person| person.place.as_ref());
        let (lot, provider) = match place {
            _ if !data["lot"].is_null() => (data["lot"].as_str(), data["provider"].as_str()),
            Some(place) => (Some(place.lot.as_str()), Some(place.provider.as_str())),
            None => (Some("1"), Some("AFPA")),
        };
        if self.chance.percent(30) {
            return format!("lot:{}", lot.unwrap_or("1"));
        }
        provider.unwrap_or("AFPA").to_owned()
    }
}
