#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| twoport_fuzz::listings::check(bytes));
