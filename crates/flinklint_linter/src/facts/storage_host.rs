//! What the authority of an `hdfs://` storage URI is in the Hadoop configuration of the same deployment.

use super::hadoop::name_services::NameService;
use super::storage::Storage;
use crate::settings::{Cause, Problem, ProblemKind};
use flinklint_expr::model::{Located, Maybe, Open, Place, facts, words};
use flinklint_syntax::source::Span;
use flinklint_syntax::value::host::same_host;
use std::borrow::Cow;
use std::marker::PhantomData;
use std::sync::Arc;

words! {
    /// How the authority of a storage URI relates to the name services of HDFS.
    pub enum StorageHostKind as "kind of storage host" {
        /// It is a name service.
        NameService = "name-service",
        /// It is a name service with a port other than 8020, which clients refuse.
        NameServiceWithPort = "name-service-with-port",
        /// It is one name node of a name service that has several: after a failover its clients lose access.
        OneOfAPair = "one-of-a-pair",
        /// It is the only name node, possibly under an unknown name.
        NameNode = "name-node",
        /// It is none of them.
        Unknown = "unknown",
    }
}

facts! {
    /// How the authority of a storage URI relates to the name services of HDFS.
    pub struct StorageHost<'t> as "storage host" {
        /// The authority as written.
        authority: Located<Cow<'t, str>>,
        /// What the authority is.
        kind: Located<StorageHostKind>,
        /// The name service that it is, or that the name node belongs to.
        service: Maybe<Cow<'t, str>>,
        /// The name service that an unknown authority was probably meant to be.
        meant: Maybe<Cow<'t, str>>,
        /// Name services that are declared.
        declared: Vec<Located<Cow<'t, str>>>,
    }
}

/// Compares; none for storage that is not HDFS or has no authority, and where no name service is declared. The problems are
/// those of the same directory.
pub(crate) fn storage_host<'t>(
    storage: &Storage<'t>,
    name_services: &Open<NameService<'t>>,
    problems: &[Arc<Problem<'t>>],
) -> Option<StorageHost<'t>> {
    if storage.scheme.value().map(Cow::as_ref) != Some("hdfs") || name_services.items.is_empty() {
        return None;
    }
    let authority = storage.authority.value()?;
    let place = storage.text.place.clone();
    let name = storage.host.value().unwrap_or(authority);
    let port = storage.port.value().copied();
    let declared: Vec<Located<Cow<'t, str>>> = name_services.items.iter().map(|service| service.name.clone()).collect();
    let found = |kind, service: &NameService<'t>| {
        let service = service
            .name
            .value()
            .map_or_else(Maybe::absent, |text| Maybe::new(text.clone(), service.name.place.clone()));
        (kind, service)
    };
    let is_service = |service: &&NameService<'t>| service.name.value().is_some_and(|own| own.as_ref() == name.as_ref());
    let has_node = |service: &&NameService<'t>| {
        service.nodes.items.iter().any(|node| {
            node.host.value().is_some_and(|host| same_host(host, name))
                && port.is_none_or(|port| node.port.value().is_none_or(|own| *own == port))
        })
    };
    let services = &name_services.items;
    // Clients take a name for a service only if it has a proxy provider (`NameNodeProxiesClient`), else for a host.
    let is_host = |service: &NameService<'t>| {
        service.provider.is_absent() && service.nodes_text.is_absent() && service.rpc_address.is_absent()
    };
    let (kind, service) = if let Some(service) = services.iter().find(is_service) {
        let kind = match port {
            None => StorageHostKind::NameService,
            Some(_) if is_host(service) => StorageHostKind::NameNode,
            Some(8020) => StorageHostKind::NameService,
            Some(_) => StorageHostKind::NameServiceWithPort,
        };
        found(kind, service)
    } else if let Some(service) = services.iter().find(has_node) {
        found(
            if service.nodes.items.len() > 1 { StorageHostKind::OneOfAPair } else { StorageHostKind::NameNode },
            service,
        )
    } else if name_services.open {
        return None;
    } else {
        (StorageHostKind::Unknown, Maybe::absent())
    };
    // Where keys are written for that very name, the list that does not hold it is the mistake.
    let undeclared = problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::UndeclaredName && problem.cause == Cause::NameService);
    let mut same = undeclared.filter(|problem| problem.value.value().is_some_and(|own| own == name));
    let lost = same.find_map(|problem| problem.key.place.span());
    let mut kind_place = Place { lost, ..place.clone() };
    let meant = match kind {
        StorageHostKind::Unknown if port.is_none() => meant(name, &declared, &kind_place),
        _ => Maybe::absent(),
    };
    if kind == StorageHostKind::Unknown && meant.is_absent() {
        kind_place.lost = lost.or_else(|| services.iter().find_map(missing_node));
    }
    Some(StorageHost {
        authority: Located::new(authority.clone(), place.clone()),
        place: Some(place),
        texts: PhantomData,
        kind: Located::new(kind, kind_place),
        service,
        meant,
        declared,
    })
}

/// Where a name service lacks a name node that an unknown name may be: it lists none, or one without an address.
fn missing_node(service: &NameService<'_>) -> Option<Span> {
    if service.nodes_text.is_absent() && service.rpc_address.is_absent() {
        return service.nodes_text.place.lost.or_else(|| service.name.place.span());
    }
    let homeless = service.nodes.items.iter().find(|node| node.rpc_address.is_absent())?;
    homeless.rpc_address.place.lost.or_else(|| homeless.id.place.span())
}

fn meant<'t>(name: &str, declared: &[Located<Cow<'t, str>>], place: &Place) -> Maybe<Cow<'t, str>> {
    let near: Vec<&Cow<'t, str>> = declared
        .iter()
        .filter_map(Located::value)
        .filter(|own| {
            own.eq_ignore_ascii_case(name) || strsim::osa_distance(own, name) <= if own.len() > 4 { 2 } else { 1 }
        })
        .collect();
    match near.as_slice() {
        [only] => Maybe::new((*only).clone(), place.clone()),
        _ => Maybe::absent(),
    }
}
