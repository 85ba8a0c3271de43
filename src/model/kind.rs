//! What a file is, by its first bytes: pictures with their size and colours, archives, documents,
//! programs. Nothing is decoded.

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileKind {
    /// `PNG image`.
    pub name: &'static str,
    /// What is told of it beyond that: `640 x 480`, `8 bits, RGB with alpha`.
    pub facts: Vec<String>,
}

impl FileKind {
    fn new(name: &'static str, facts: Vec<String>) -> Self {
        Self { name, facts }
    }

    /// What these first bytes of a file make it; `None` for text, and for what is not known.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        picture(bytes).or_else(|| program(bytes)).or_else(|| {
            let known = KNOWN.iter().find(|(at, magic, _)| {
                let there = bytes.get(*at..);
                there.is_some_and(|there| there.starts_with(magic))
            });
            known.map(|(_, _, name)| Self::new(name, Vec::new()))
        })
    }
}

/// Where the bytes that tell are, those bytes, and what they tell.
const KNOWN: &[(usize, &[u8], &str)] = &[
    (
        0,
        b"PK\x03\x04",
        "ZIP archive (also office documents, JAR, APK)",
    ),
    (0, b"PK\x05\x06", "ZIP archive, empty"),
    (0, b"\x1f\x8b", "gzip, compressed"),
    (0, b"BZh", "bzip2, compressed"),
    (0, b"\xfd7zXZ\x00", "xz, compressed"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard, compressed"),
    (0, b"\x04\x22\x4d\x18", "LZ4, compressed"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (257, b"ustar", "tar archive"),
    (0, b"!<arch>\n", "ar archive (also Debian packages)"),
    (0, b"\xed\xab\xee\xdb", "RPM package"),
    (0, b"%PDF-", "PDF document"),
    (0, b"%!PS", "PostScript document"),
    (
        0,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "older office document (OLE)",
    ),
    (0, b"{\\rtf", "RTF document"),
    (0, b"SQLite format 3\x00", "SQLite database"),
    (0, b"PAR1", "Parquet table"),
    (0, b"MZ", "Windows program"),
    (0, b"\xca\xfe\xba\xbe", "Java class or Mach-O program"),
    (0, b"\xcf\xfa\xed\xfe", "Mach-O program, 64 bits"),
    (0, b"\x00asm", "WebAssembly module"),
    (0, b"fLaC", "FLAC sound"),
    (0, b"OggS", "Ogg sound or film"),
    (0, b"ID3", "MP3 sound"),
    (4, b"ftyp", "MP4 film, or a picture of that family"),
    (0, b"\x1a\x45\xdf\xa3", "Matroska or WebM film"),
    (8, b"AVI ", "AVI film"),
    (8, b"WAVE", "WAVE sound"),
    (0, b"II*\x00", "TIFF image"),
    (0, b"MM\x00*", "TIFF image"),
    (0, b"\x00\x00\x01\x00", "Windows icon"),
    (0x8001, b"CD001", "ISO 9660 image of a disc"),
];

fn big16(bytes: &[u8], at: usize) -> Option<u32> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(two.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
}

fn big32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(big16(bytes, at)? << 16 | big16(bytes, at + 2)?)
}

fn little16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(*bytes.get(at)?) | u32::from(*bytes.get(at + 1)?) << 8)
}

fn little24(bytes: &[u8], at: usize) -> Option<u32> {
    Some(little16(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16)
}

fn little32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(little16(bytes, at)? | little16(bytes, at + 2)? << 16)
}

fn picture(bytes: &[u8]) -> Option<FileKind> {
    let (name, size, colours) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("PNG image", png_size(bytes), png_colours(bytes))
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        let frame = jpeg_frame(bytes);
        let size = frame.map(|(width, height, ..)| (width, height));
        let colours = frame.map(|(_, _, bits, parts)| {
            let parts = match parts {
                1 => "grey",
                3 => "colour (YCbCr)",
                4 => "four inks (CMYK)",
                _ => "other colours",
            };
            format!("{bits} bits, {parts}")
        });
        ("JPEG image", size, colours)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        let size = little16(bytes, 6).zip(little16(bytes, 8));
        let packed = bytes.get(10).copied().unwrap_or_default();
        let colours = match packed & 0x80 {
            0 => "no palette for all".to_owned(),
            _ => format!("palette of {} colours", 2_u32 << (packed & 7)),
        };
        ("GIF image", size, Some(colours))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        let (size, colours) = webp(bytes)?;
        ("WebP image", size, Some(colours.to_owned()))
    } else if bytes.starts_with(b"BM") && little32(bytes, 14).is_some_and(|head| head < 256) {
        let height = little32(bytes, 22).map(|height| height.cast_signed().unsigned_abs());
        let colours = little16(bytes, 28).map(|bits| format!("{bits} bits a pixel"));
        ("BMP image", little32(bytes, 18).zip(height), colours)
    } else {
        return None;
    };
    let size = size.map(|(width, height)| format!("{width} x {height}"));
    let facts = size.into_iter().chain(colours).collect();
    Some(FileKind::new(name, facts))
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16) == Some(b"IHDR")).then(|| big32(bytes, 16).zip(big32(bytes, 20)))?
}

fn png_colours(bytes: &[u8]) -> Option<String> {
    let colours = match bytes.get(25)? {
        0 => "grey",
        2 => "RGB",
        3 => "palette",
        4 => "grey with alpha",
        6 => "RGB with alpha",
        _ => return None,
    };
    let interlaced = match bytes.get(28) {
        Some(1) => ", interlaced",
        _ => "",
    };
    Some(format!("{} bits, {colours}{interlaced}", bytes.get(24)?))
}

/// Width, height, bits and parts of a colour, from the frame's header, wherever it comes.
fn jpeg_frame(bytes: &[u8]) -> Option<(u32, u32, u8, u8)> {
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            // All frames but the tables between them.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = (big16(bytes, at + 5)?, big16(bytes, at + 7)?);
                return Some((width, height, *bytes.get(at + 4)?, *bytes.get(at + 9)?));
            }
            0xd9 | 0xda => return None,
            _ => {
                let length = usize::try_from(big16(bytes, at + 2)?).ok()?;
                at += 2 + length.max(2);
            }
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(Option<(u32, u32)>, &'static str)> {
    Some(match bytes.get(12..16)? {
        b"VP8 " => {
            let side = |at| little16(bytes, at).map(|side| side & 0x3fff);
            (side(26).zip(side(28)), "lossy")
        }
        b"VP8L" => {
            let bits = little32(bytes, 21);
            let size = bits.map(|bits| ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1));
            (size, "lossless")
        }
        b"VP8X" => {
            let flags = *bytes.get(20)?;
            let size = little24(bytes, 24).zip(little24(bytes, 27));
            let words = match (flags & 0x02 != 0, flags & 0x10 != 0) {
                (true, _) => "animated",
                (_, true) => "with alpha",
                _ => "extended",
            };
            (size.map(|(width, height)| (width + 1, height + 1)), words)
        }
        _ => return None,
    })
}

fn program(bytes: &[u8]) -> Option<FileKind> {
    if !bytes.starts_with(b"\x7fELF") {
        return None;
    }
    let bits = match bytes.get(4)? {
        1 => "32 bits",
        2 => "64 bits",
        _ => return None,
    };
    let is_big = bytes.get(5) == Some(&2);
    let word = |at| {
        if is_big {
            big16(bytes, at)
        } else {
            little16(bytes, at)
        }
    };
    let kind = match word(16) {
        Some(1) => "object",
        Some(2) => "program",
        Some(3) => "program or library",
        Some(4) => "core dump",
        _ => "file",
    };
    let machine = match word(18) {
        Some(3) => "x86",
        Some(8) => "MIPS",
        Some(20 | 21) => "PowerPC",
        Some(40) => "ARM",
        Some(62) => "x86-64",
        Some(183) => "AArch64",
        Some(243) => "RISC-V",
        _ => "another machine",
    };
    let facts = vec![format!("{bits}, {machine}"), kind.to_owned()];
    Some(FileKind::new("ELF", facts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(bytes: &[u8]) -> String {
        FileKind::of(bytes).map_or_else(String::new, |kind| {
            let mut parts = vec![kind.name.to_owned()];
            parts.extend(kind.facts);
            parts.join(", ")
        })
    }

    #[test]
    fn pictures_tell_their_size_and_colours() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0";
        assert_eq!(told(png), "PNG image, 640 x 480, 8 bits, RGB with alpha");
        let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\x00\x64\x00\xc8\x03";
        assert_eq!(told(jpeg), "JPEG image, 200 x 100, 8 bits, colour (YCbCr)");
        let gif = b"GIF89a\x40\x01\xf0\x00\xf7\0\0";
        assert_eq!(told(gif), "GIF image, 320 x 240, palette of 256 colours");
        let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0\x7f\x02\0\xdf\x01\0";
        assert_eq!(told(webp), "WebP image, 640 x 480, with alpha");
        let mut bmp = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x10\0\0\0\xf0\xff\xff\xff".to_vec();
        bmp.extend_from_slice(b"\x01\0\x18\0");
        assert_eq!(told(&bmp), "BMP image, 16 x 16, 24 bits a pixel");
    }

    #[test]
    fn archives_documents_and_programs_have_a_word() {
        assert_eq!(told(b"\x1f\x8b\x08"), "gzip, compressed");
        assert_eq!(told(b"%PDF-1.7\n"), "PDF document");
        let elf = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0";
        assert_eq!(told(elf), "ELF, 64 bits, x86-64, program or library");
        assert_eq!(told(b"plain text\n"), "");
    }

    proptest! {
        #[test]
        fn any_bytes_will_do(
            head in 0_usize..6,
            rest in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            let heads: [&[u8]; 6] = [
                b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBPVP8X", b"BM", b"\x7fELF",
            ];
            let mut bytes = heads[head].to_vec();
            bytes.extend(rest);
            let _ = FileKind::of(&bytes);
        }
    }
}
