#!/usr/bin/env python3
"""Computes bep52-vectors.json with libtorrent, an independent implementation of BEP 52.

Needs python3-libtorrent and openssl (Debian's packages). Usage:
    /usr/bin/python3 bep52_vectors.py > bep52-vectors.json

The content of each vector is the first `length` bytes of AES-128-CTR(key = "peerage-vectors!", iv = 0)
over zeros, so that any language can make it again.
"""
import hashlib, json, os, subprocess, tempfile
import libtorrent as lt

KEY = b"peerage-vectors!".hex()
KIB, MIB = 1024, 1024 * 1024
# length -> piece lengths to check. The chunk size of the protocol is always among them.
SIZES = {
    0: [256 * KIB], 1: [256 * KIB], 16383: [256 * KIB], 16384: [256 * KIB], 16385: [256 * KIB],
    256 * KIB: [16 * KIB, 256 * KIB], 256 * KIB + 1: [256 * KIB, 512 * KIB],
    MIB: [256 * KIB, MIB], MIB + 1: [256 * KIB, MIB],
    5 * MIB + 7: [256 * KIB, MIB, 4 * MIB], 1024 * MIB: [MIB, 4 * MIB],
}

def stream(path, length):
    with open(path, "wb") as out:
        if length:
            cmd = f"head -c {length} /dev/zero | openssl enc -aes-128-ctr -K {KEY} -iv {'0' * 32}"
            subprocess.run(cmd, shell=True, check=True, stdout=out)

def vector(folder, length, piece):
    """One file of `length` bytes, beside a companion, since libtorrent refuses a torrent of no bytes."""
    asset = os.path.join(folder, "asset")
    os.makedirs(asset, exist_ok=True)
    stream(os.path.join(asset, "content"), length)
    stream(os.path.join(asset, "companion"), 1)
    fs = lt.file_storage()
    lt.add_files(fs, asset)
    torrent = lt.create_torrent(fs, piece, lt.create_torrent.v2_only)
    lt.set_piece_hashes(torrent, folder)
    entry = torrent.generate()
    info = entry[b"info"][b"file tree"][b"content"][b""]
    root = info.get(b"pieces root", b"\0" * 32)  # BEP 52: an empty file has none
    layer = entry.get(b"piece layers", {}).get(root, root if length else b"")
    return {
        "length": length, "pieceLength": piece, "root": root.hex(),
        "layerHashes": len(layer) // 32, "layerSha256": hashlib.sha256(layer).hexdigest(),
    }

with tempfile.TemporaryDirectory() as folder:
    rows = [vector(folder, n, p) for n, pieces in SIZES.items() for p in pieces]
print(json.dumps({"libtorrent": lt.__version__, "vectors": rows}, indent=1))
