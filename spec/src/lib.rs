//! The AGP language reference and the pages of its error codes.
//!
//! The chapters are read in the source tree; only the pages of the codes are embedded, because
//! `agpc explain` prints them.

/// Every page with its code, in order of the codes.
static PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page of a code as written (`AGP0103`), in Markdown.
pub fn page(code: &str) -> Option<&'static str> {
    let at = PAGES.binary_search_by_key(&code, |(known, _)| known).ok()?;
    Some(PAGES[at].1)
}

/// Every page with its code, in order of the codes.
pub fn pages() -> &'static [(&'static str, &'static str)] {
    PAGES
}

#[cfg(test)]
mod tests {
    use super::{page, pages};

    #[test]
    fn every_page_is_found_by_its_code() {
        for (code, text) in pages() {
            assert_eq!(page(code), Some(*text));
        }
        assert_eq!(page("AGP"), None);
    }
}
