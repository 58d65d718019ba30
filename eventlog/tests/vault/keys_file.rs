//! The file of keys: what a restart, a cut, a flipped bit, a reader beside it and another format do to it.

use super::*;

#[test]
fn keys_survive_a_restart() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    let before = recorded(&vault, "a");
    let digest = vault.digest(&stream("a"), b"request").unwrap();
    drop(vault);

    let vault = Vault::open(&dir).unwrap();

    assert!(opens(&vault, &before));
    assert_eq!(vault.check(&digest, b"request"), Some(true));
    let after = recorded(&vault, "a");
    assert_eq!(sealed(&before.event).key_id, sealed(&after.event).key_id);
}

#[test]
fn a_thousand_subjects_share_one_pool_and_the_next_one_begins_another() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    let sealed: Vec<_> = (0..1_100)
        .map(|n| recorded(&vault, &n.to_string()))
        .collect();
    drop(vault);

    let vault = Vault::open(&dir).unwrap();

    assert!(sealed.iter().all(|recorded| opens(&vault, recorded)));
    let keys: std::collections::BTreeSet<KeyId> = sealed
        .iter()
        .map(|recorded| self::sealed(&recorded.event).key_id)
        .collect();
    assert_eq!(keys.len(), 1_100);
}

#[test]
fn a_lost_assignment_loses_no_key_and_the_key_is_nobody_elses() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    let of_a = recorded(&vault, "a");
    let synced = HEADER + 1_024 * KEY_RECORD;
    drop(vault);
    // The power fails before the assignment reaches the disk, and after the event did.
    cut(&dir, synced);

    let vault = Vault::open(&dir).unwrap();

    assert!(opens(&vault, &of_a));
    let lost = sealed(&of_a.event).key_id;
    let others = (0..2_048).map(|n| recorded(&vault, &format!("n{n}")));
    assert!(
        others
            .into_iter()
            .all(|other| sealed(&other.event).key_id != lost)
    );
}

#[test]
fn a_torn_assignment_is_cut_off_and_the_ones_before_it_stay() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    let (of_a, of_b) = (recorded(&vault, "a"), recorded(&vault, "b"));
    drop(vault);
    let file = keys_file(&dir);
    file.set_len(file.metadata().unwrap().len() - 3).unwrap();

    let vault = Vault::open(&dir).unwrap();

    assert!(opens(&vault, &of_a) && opens(&vault, &of_b));
    let key_of = |label| sealed(&recorded(&vault, label).event).key_id;
    assert_eq!(key_of("a"), sealed(&of_a.event).key_id);
    assert_ne!(key_of("b"), sealed(&of_b.event).key_id);
    let of_b_again = recorded(&vault, "b");
    drop(vault);
    assert!(
        opens(&Vault::open(&dir).unwrap(), &of_b_again),
        "the cut end is written over"
    );
}

#[test]
fn what_stands_behind_a_torn_assignment_does_not_come_back() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    recorded(&vault, "a");
    recorded(&vault, "b");
    drop(vault);
    let synced = HEADER + 1_024 * KEY_RECORD;
    flip(&dir, synced + 10);

    drop(Vault::open(&dir).unwrap());

    assert_eq!(keys_file(&dir).metadata().unwrap().len(), synced);
}

#[test]
fn a_synced_key_that_is_cut_or_changed_is_damage() {
    for harm in [
        (|dir| flip(dir, HEADER + 30)) as fn(&Path),
        |dir| flip(dir, HEADER + 1_023 * KEY_RECORD + 40),
        |dir| cut(dir, HEADER + 1_000 * KEY_RECORD),
        |dir| cut(dir, HEADER + 1_000 * KEY_RECORD - 9),
        |dir| cut(dir, HEADER - 1),
        |dir| flip(dir, 3),
    ] {
        let (_parent, dir) = folder();
        recorded(&Vault::open(&dir).unwrap(), "a");
        harm(&dir);
        assert!(matches!(Vault::open(&dir), Err(VaultError::Damaged { .. })));
        assert!(matches!(
            Vault::open_read_only(&dir),
            Err(VaultError::Damaged { .. })
        ));
    }
}

#[test]
fn a_whole_record_of_a_newer_release_is_refused_and_not_cut_away() {
    let of_kind_9 = record(&[&[9][..], b"whatever"].concat(), &[]);
    let wrapped_by_1 = record(&[&[1][..], &[7; 16], &[1]].concat(), &[0x42; 48]);
    for newer in [of_kind_9, wrapped_by_1] {
        let (_parent, dir) = folder();
        recorded(&Vault::open(&dir).unwrap(), "a");
        let file = keys_file(&dir);
        let end = file.metadata().unwrap().len();
        file.write_all_at(&newer, end).unwrap();

        let refused = Vault::open(&dir);

        assert!(matches!(
            refused,
            Err(VaultError::UnknownKind { kind: 9, .. }
                | VaultError::UnknownWrap { algorithm: 1, .. })
        ));
        let length = file.metadata().unwrap().len();
        assert_eq!(length, end + newer.len() as u64);
    }
}

#[test]
fn zeros_behind_the_last_record_are_cut_off() {
    let (_parent, dir) = folder();
    recorded(&Vault::open(&dir).unwrap(), "a");
    let end = keys_file(&dir).metadata().unwrap().len();
    // The file's new length reached the disk, and its bytes did not.
    cut(&dir, end + 100);

    drop(Vault::open(&dir).unwrap());

    assert_eq!(keys_file(&dir).metadata().unwrap().len(), end);
}

#[test]
fn an_unsynced_pool_is_cut_off() {
    let (_parent, dir) = folder();
    drop(Vault::open(&dir).unwrap());
    // A pool was being written when the power failed: its watermark was not.
    let half_a_pool = vec![7; 10_000];
    keys_file(&dir).write_all_at(&half_a_pool, HEADER).unwrap();

    let vault = Vault::open(&dir).unwrap();

    assert!(opens(&vault, &recorded(&vault, "a")));
}

#[test]
fn a_torn_watermark_falls_back_to_the_one_before() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    let of_a = recorded(&vault, "a");
    drop(vault);
    flip(&dir, 33);
    assert!(opens(&Vault::open(&dir).unwrap(), &of_a));
    flip(&dir, 17);
    assert!(matches!(Vault::open(&dir), Err(VaultError::Damaged { .. })));
}

#[test]
fn only_the_owner_may_read_the_keys() {
    let (_parent, dir) = folder();
    drop(Vault::open(&dir).unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&dir), mode(&dir.join("keys"))), (0o700, 0o600));

    for (path, wide) in [(dir.join("keys"), 0o640), (dir.clone(), 0o705)] {
        let private = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, Permissions::from_mode(wide)).unwrap();
        let refused = |opened: Result<Vault, VaultError>| {
            matches!(opened, Err(VaultError::TooOpen { path: at, mode, .. })
                if at == path && mode & 0o777 == wide)
        };
        assert!(refused(Vault::open(&dir)));
        assert!(refused(Vault::open_read_only(&dir)));
        fs::set_permissions(&path, private).unwrap();
    }
}

#[test]
fn beside_the_writer_a_reader_opens_what_is_sealed_later() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    let reader = Vault::open_read_only(&dir).unwrap();

    let later = recorded(&vault, "a");

    assert!(opens(&reader, &later));
    let refused = reader.digest(&stream("z"), b"request");
    assert_eq!(refused, Err(VaultError::ReadOnly));
}

#[test]
fn without_its_vault_a_log_is_read_with_its_fields_sealed() {
    let (_parent, dir) = folder();
    let mut read = recorded(&Vault::in_memory(), "a");
    let before = read.clone();

    Vault::open_read_only(&dir)
        .unwrap()
        .unseal(&mut read)
        .unwrap();

    assert_eq!(read, before);
    assert!(!dir.exists());
}

#[test]
fn a_newer_format_is_refused_as_such() {
    let (_parent, dir) = folder();
    drop(Vault::open(&dir).unwrap());
    let file = keys_file(&dir);
    let mut header = [0; 12];
    file.read_exact_at(&mut header, 0).unwrap();
    header[8] = 2;
    file.write_all_at(&header, 0).unwrap();
    file.write_all_at(&crc32c::crc32c(&header).to_le_bytes(), 12)
        .unwrap();

    assert!(matches!(
        Vault::open(&dir),
        Err(VaultError::NewerFormat {
            found: 2,
            known: 1,
            ..
        })
    ));
}

/// Zeroes the key of that id in place, as an erasure does.
fn destroy(dir: &Path, id: KeyId) {
    let (file, mut found) = (keys_file(dir), [0; 16]);
    let mut records = (0..1_024).map(|n| HEADER + n * KEY_RECORD);
    let is_here = |at: &u64| {
        let read = file.read_exact_at(&mut found, at + 7);
        read.is_ok() && found == *id.0.as_bytes()
    };
    let at = records.find(is_here).expect("the key's record");
    let zeroed = file.write_all_at(&[0; 32 + 4], at + KEY);
    zeroed.expect("the key is overwritten");
}

#[test]
fn a_key_zeroed_in_place_opens_nothing_and_seals_nothing_and_the_others_open() {
    let (_parent, dir) = folder();
    let vault = Vault::open(&dir).unwrap();
    let (of_a, of_b) = (recorded(&vault, "a"), recorded(&vault, "b"));
    drop(vault);
    let destroyed = sealed(&of_a.event).key_id;
    destroy(&dir, destroyed);

    for vault in [Vault::open(&dir), Vault::open_read_only(&dir)].map(Result::unwrap) {
        let mut still_sealed = of_a.clone();
        vault.unseal(&mut still_sealed).unwrap();
        assert_eq!(still_sealed, of_a);
        assert!(opens(&vault, &of_b));
    }
    let vault = Vault::open(&dir).unwrap();
    let of_a_again = recorded(&vault, "a");
    assert_ne!(sealed(&of_a_again.event).key_id, destroyed);
    assert!(opens(&vault, &of_a_again));
}

#[test]
fn a_key_zeroed_in_part_is_damage() {
    let (_parent, dir) = folder();
    recorded(&Vault::open(&dir).unwrap(), "a");
    let key = HEADER + KEY;
    keys_file(&dir).write_all_at(&[0; 32], key).unwrap();
    assert!(matches!(Vault::open(&dir), Err(VaultError::Damaged { .. })));
}

/// A record: what its own checksum covers, and what follows.
fn record(covered: &[u8], rest: &[u8]) -> Vec<u8> {
    let length = u16::try_from(covered.len() + rest.len()).expect("a short record");
    let checksum = crc32c::crc32c(covered).to_le_bytes();
    [&length.to_le_bytes(), &checksum[..], covered, rest].concat()
}

/// A key file of format 1, built from its description: one key of 32 bytes 0x42, for `account:a`.
fn file_of_format_1() -> Vec<u8> {
    let checked = |bytes: &[u8]| crc32c::crc32c(bytes).to_le_bytes();
    let key = [&[0x42; 32][..], &checked(&[0x42; 32])].concat();
    let key = record(&[&[1][..], &[7; 16], &[0]].concat(), &key);
    let assigned = record(&[&[2][..], &[7; 16], b"account:a"].concat(), &[]);
    let through = (64 + key.len() as u64).to_le_bytes();
    let mut file = [b"JALONKEY".as_slice(), &[1, 0, 0, 0]].concat();
    file.extend(checked(&file));
    file.extend([&through[..], &checked(&through), &[0; 4 + 16 + 16]].concat());
    [file, key, assigned].concat()
}

/// Format 1 holds for ever: what was sealed and digested under it opens and compares.
#[test]
fn what_format_1_holds_is_read() {
    let (_parent, dir) = folder();
    drop(Vault::open(&dir).unwrap());
    fs::write(dir.join("keys"), file_of_format_1()).unwrap();
    let vault = Vault::open(&dir).unwrap();
    let key_id = KeyId(Uuid::from_bytes([7; 16]));
    let sealed = Sealed {
        key_id,
        nonce: [9; 24],
        bytes: bytes_of(SEALED_BY_FORMAT_1),
    };
    let event = Event::Deposited {
        amount: 1,
        note: Some(Personal::Sealed(sealed)),
    };
    let meta = meta(stream("a"), event_id(1));

    assert!(opens(&vault, &Recorded { meta, event }));
    let digest = vault.digest(&stream("a"), b"request").unwrap();
    assert_eq!(digest.key_id, key_id);
    assert_eq!(digest.tag.to_vec(), bytes_of(DIGEST_BY_FORMAT_1));
}

/// Both were computed from the description of the format, with other code.
const SEALED_BY_FORMAT_1: &str = "5ec475798fe487b15fea58cea23cd91a8221bcd91b9abf4b21e7369adf47\
    ed131398db05f0c6bd6c7acf8040";
const DIGEST_BY_FORMAT_1: &str = "4334bf76ca87dd10994bc96ffaadf247";

fn bytes_of(hex: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
    (0..hex.len()).step_by(2).map(byte).collect()
}
