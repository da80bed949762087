package io.peerage.benchmarks.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A certificate for this machine that nobody signed but itself, and its key; in PEM. */
record TlsFiles(Path certificate, Path key) {
  /** Has openssl make them in {@code folder}: ECDSA over P-256. */
  static TlsFiles make(Path folder) throws IOException, InterruptedException {
    TlsFiles files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    Process openssl =
        new ProcessBuilder(
                List.of(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=127.0.0.1",
                    "-addext",
                    "subjectAltName=IP:127.0.0.1",
                    "-keyout",
                    files.key.toString(),
                    "-out",
                    files.certificate.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (openssl.waitFor() != 0) {
      throw new IOException("openssl makes no certificate:\n" + said);
    }
    return files;
  }
}
