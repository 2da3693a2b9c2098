//! The nodes of all conditions, as records of one length: there are thousands, and reading a record
//! costs a tenth of reading four numbers of any length.
//!
//! A record is the atom, where to go if the bit is set, where to go if not, each in four bytes, lowest
//! first, then the plane as one byte.

use super::blobs::one as blob;
use crate::tables::{Node, Plane};
use serde::{Deserializer, Serializer};

/// Bytes of a record.
const BYTES: usize = 13;

/// The planes by their numbers.
const PLANES: [Plane; 4] = [Plane::Must, Plane::May, Plane::NotMay, Plane::NotMust];

const fn plane(plane: Plane) -> u8 {
    match plane {
        Plane::Must => 0,
        Plane::May => 1,
        Plane::NotMay => 2,
        Plane::NotMust => 3,
    }
}

/// Writes nodes.
pub fn serialize<S: Serializer>(nodes: &[Node], serializer: S) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(nodes.len().saturating_mul(BYTES));
    for node in nodes {
        bytes.extend([node.atom, node.yes, node.no].into_iter().flat_map(u32::to_le_bytes));
        bytes.push(plane(node.plane));
    }
    blob::serialize(&bytes, serializer)
}

/// Reads nodes.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Node>, D::Error> {
    blob::read(deserializer, read, "a node cannot be read")
}

fn read(bytes: &[u8]) -> Option<Vec<Node>> {
    let (records, []) = bytes.as_chunks::<BYTES>() else { return None };
    let mut nodes = Vec::with_capacity(records.len());
    for record in records {
        nodes.push(node(record)?);
    }
    Some(nodes)
}

fn node(record: &[u8; BYTES]) -> Option<Node> {
    let (atom, rest) = record.split_first_chunk()?;
    let (yes, rest) = rest.split_first_chunk()?;
    let (no, [plane]) = rest.split_first_chunk()? else { return None };
    let [atom, yes, no] = [atom, yes, no].map(|number| u32::from_le_bytes(*number));
    Some(Node { atom, plane: *PLANES.get(usize::from(*plane))?, yes, no })
}

#[cfg(test)]
mod tests {
    use super::{BYTES, PLANES};
    use crate::tables::{ACCEPT, Node, REJECT};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct List(#[serde(with = "super")] Vec<Node>);

    #[test]
    fn nodes_come_back_as_they_were() {
        let node = |plane| Node { atom: u32::MAX, plane, yes: ACCEPT, no: REJECT };
        let list = List(PLANES.map(node).to_vec());
        let bytes = postcard::to_allocvec(&list).unwrap();
        assert_eq!(bytes.len(), 1 + 4 * BYTES);
        assert_eq!(postcard::from_bytes::<List>(&bytes), Ok(list));
    }

    #[test]
    fn half_a_node_and_a_fifth_plane_are_none() {
        let record = |plane: u8| [&[13][..], &[0; BYTES - 1], &[plane]].concat();
        assert!(postcard::from_bytes::<List>(&record(3)).is_ok());
        assert!(postcard::from_bytes::<List>(&record(4)).is_err());
        assert!(postcard::from_bytes::<List>(&[&[12][..], &[0; BYTES - 1]].concat()).is_err());
    }
}
