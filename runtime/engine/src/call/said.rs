//! What has been said of a call that is being built, kept as it was set.

use crate::handle::Facet;
use crate::policy::Policy;
use crate::record::{Agent, Amount, Fields, Given, Members, Purpose, Record, Time};
use agp_abi::number::PLACES;

/// Everything that is set.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) tool: Option<usize>,
    role: Elements,
    data: Elements,
    destination: Elements,
    resource: Elements,
    pub(super) purpose: Option<u32>,
    /// One for each argument of the tool, and room for those of others.
    pub(super) args: Vec<Given>,
    /// Whether an argument could not be told.
    pub(super) stale: bool,
    /// One for each signal of the policy.
    pub(super) signals: Vec<Given>,
    pub(super) session: String,
    pub(super) id: Option<String>,
    pub(super) verified: Option<bool>,
    pub(super) trust: Option<i64>,
    pub(super) depth: Option<i64>,
    pub(super) time: Option<i64>,
}

/// Members of a facet.
#[derive(Clone, Debug, Default)]
pub(super) struct Elements {
    /// Whether the record speaks of the facet at all.
    pub(super) given: bool,
    pub(super) list: Vec<u32>,
}

impl Elements {
    fn clear(&mut self) {
        self.given = false;
        self.list.clear();
    }

    fn members(&self) -> Option<Members<'_>> {
        self.given.then_some(Members::Known(&self.list))
    }
}

impl Said {
    /// Nothing, of a call of this policy.
    pub(super) fn nothing(policy: &Policy) -> Said {
        let tables = policy.tables();
        let most = tables.tools.iter().map(|tool| tool.args.len()).max().unwrap_or(0);
        Said {
            tool: None,
            role: Elements::default(),
            data: Elements::default(),
            destination: Elements::default(),
            resource: Elements::default(),
            purpose: None,
            args: vec![Given::default(); most],
            stale: false,
            signals: vec![Given::default(); tables.signals.len()],
            session: String::new(),
            id: None,
            verified: None,
            trust: None,
            depth: None,
            time: None,
        }
    }

    /// Forgets everything; keeps the room.
    pub(super) fn clear(&mut self) {
        self.tool = None;
        for elements in [&mut self.role, &mut self.data, &mut self.destination, &mut self.resource] {
            elements.clear();
        }
        self.purpose = None;
        self.args.iter_mut().for_each(Given::clear);
        self.stale = false;
        self.signals.iter_mut().for_each(Given::clear);
        self.session.clear();
        (self.id, self.trust, self.depth) = (None, None, None);
        (self.verified, self.time) = (None, None);
    }

    /// The members of a facet.
    pub(super) fn elements(&mut self, facet: Facet) -> &mut Elements {
        match facet {
            Facet::Role => &mut self.role,
            Facet::Data => &mut self.data,
            Facet::Destination => &mut self.destination,
            Facet::Resource => &mut self.resource,
        }
    }

    /// All of it, as binding reads it.
    pub(super) fn record(&self) -> Record<'_> {
        Record {
            session: Some(&self.session),
            time: self.time.map(Time::Instant),
            agent: Agent {
                id: self.id.as_deref(),
                verified: self.verified,
                trust: self.trust.map(|trust| Amount::Units(trust, PLACES)),
                depth: self.depth.map(|depth| Amount::Units(depth, 0)),
            },
            role: self.role.members(),
            purpose: self.purpose.map(Purpose::Known),
            tool: None,
            args: Some(self.arguments()),
            signals: Some(Fields::Given { values: &self.signals, stale: false }),
            data: self.data.members(),
            destination: self.destination.members(),
            resource: self.resource.members(),
            content: None,
        }
    }

    /// Its arguments.
    pub(super) fn arguments(&self) -> Fields<'_> {
        Fields::Given { values: &self.args, stale: self.stale }
    }
}
