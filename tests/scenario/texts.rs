//! Files that are not what they should be: none hangs, none costs more than it may, each is explained.

use std::{
    fs::{self, File},
    path::Path,
};

use idvet::files::{FileProblem, LARGEST_TEXT, Trouble, read_suite_file, read_text};

fn read(content: &[u8]) -> Result<String, (Trouble, String)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    fs::write(&path, content).unwrap();
    read_text(&path).map_err(|problem| (problem.trouble, said(folder.path(), &problem)))
}

fn said(folder: &Path, problem: &FileProblem) -> String {
    problem.message.replace(&format!("{}/", folder.display()), "")
}

#[test]
fn a_text_comes_as_it_is_but_for_its_byte_order_mark() {
    assert_eq!(read("name: Zoë\r\n".as_bytes()).unwrap(), "name: Zoë\r\n");
    assert_eq!(read("\u{FEFF}name: x".as_bytes()).unwrap(), "name: x");
    assert_eq!(read(b"").unwrap(), "");
}

#[test]
fn bytes_that_are_no_utf8_are_named_with_their_place() {
    for (content, message) in [
        (&b"a: 1\nb: Zo\xEB\n"[..], "`a.yaml` must be UTF-8, found the byte 0xEB at line 2, column 6"),
        (&b"\xC3\xA9\xC3\xA9 \xFF"[..], "`a.yaml` must be UTF-8, found the byte 0xFF at line 1, column 4"),
        (&b"cut \xE2\x82"[..], "`a.yaml` must be UTF-8, found the byte 0xE2 at line 1, column 5"),
        (&b"\xFF\xFEn\0a\0"[..], "`a.yaml` must be UTF-8, found UTF-16"),
        (&b"a: 1\n\x7FELF\0\0"[..], "`a.yaml` must be a text, found a NUL byte at line 2, column 5"),
    ] {
        assert_eq!(read(content).unwrap_err(), (Trouble::Encoding, message.to_owned()));
    }
}

#[test]
fn a_sparse_file_of_a_hundred_megabytes_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    File::create(&path).unwrap().set_len(100_000_000).unwrap();
    let problem = read_text(&path).unwrap_err();
    assert_eq!(problem.trouble, Trouble::Limit);
    assert_eq!(
        said(folder.path(), &problem),
        format!("`a.yaml` has 100000000 bytes, expected at most {LARGEST_TEXT}")
    );
}

#[test]
fn a_folder_and_a_missing_file_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a.yaml")).unwrap();
    let problem = read_text(&folder.path().join("a.yaml")).unwrap_err();
    assert_eq!(said(folder.path(), &problem), "`a.yaml` is a folder, expected a file");
    let problem = read_text(&folder.path().join("b.yaml")).unwrap_err();
    assert_eq!(said(folder.path(), &problem), "no such file or folder: `b.yaml`");
}

#[test]
fn a_suite_reads_no_file_outside_of_itself() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("suite");
    fs::create_dir_all(root.join("files")).unwrap();
    fs::write(root.join("files/a.txt"), "inside").unwrap();
    fs::write(folder.path().join("secret.txt"), "outside").unwrap();
    let read = |path: &str| read_suite_file(&root, path).map_err(|problem| problem.message);
    assert_eq!(read("files/a.txt").unwrap(), "inside");
    assert_eq!(read("./files/../files/a.txt").unwrap(), "inside");
    assert_eq!(read("../suite/files/a.txt").unwrap(), "inside");
    assert_eq!(read("../secret.txt").unwrap_err(), "`../secret.txt` leads out of the suite");
    let absolute = folder.path().join("secret.txt").display().to_string();
    for path in [absolute.as_str(), "/etc/passwd", ""] {
        let expected = format!("`{path}` must be a path from the suite's root, such as `files/photo.jpg`");
        assert_eq!(read(path).unwrap_err(), expected);
    }
    assert_eq!(read("files/b.txt").unwrap_err(), "no such file or folder: `files/b.txt`");
    assert!(read("a\0b").unwrap_err().contains("cannot be read"));
}

#[cfg(unix)]
mod unix {
    use std::{
        os::unix::fs::{PermissionsExt, symlink},
        process::Command,
    };

    use super::*;

    #[test]
    fn a_pipe_does_not_hang() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let problem = read_text(&path).unwrap_err();
        assert_eq!(said(folder.path(), &problem), "`a.yaml` is a pipe or a device, expected a file");
        let problem = read_text(Path::new("/dev/zero")).unwrap_err();
        assert_eq!(problem.message, "`/dev/zero` is a pipe or a device, expected a file");
    }

    #[test]
    fn a_file_without_leave_is_explained() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, "x").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        // The superuser may read everything.
        if let Err(problem) = read_text(&path) {
            assert_eq!(said(folder.path(), &problem), "`a.yaml` may not be read: permission denied");
        } else {
            assert!(fs::read(&path).is_ok());
        }
    }

    #[test]
    fn a_link_out_of_the_suite_is_outside() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("suite");
        fs::create_dir(&root).unwrap();
        fs::write(folder.path().join("secret.txt"), "outside").unwrap();
        symlink(folder.path().join("secret.txt"), root.join("link.txt")).unwrap();
        let problem = read_suite_file(&root, "link.txt").unwrap_err();
        assert_eq!(problem.message, "`link.txt` leads out of the suite");
    }

    #[test]
    fn a_link_to_itself_is_explained() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        symlink(&path, &path).unwrap();
        let problem = read_text(&path).unwrap_err();
        assert!(said(folder.path(), &problem).starts_with("`a.yaml` cannot be read: "), "{problem}");
    }
}
