package io.peerage.cli;

import io.peerage.protocol.evidence.Evidence;
import io.peerage.protocol.evidence.EvidenceVerifier;
import io.peerage.protocol.identity.Certificates;
import io.peerage.protocol.identity.SpkiPin;
import io.peerage.protocol.identity.TrackerDocument;
import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.protocol.json.StrictJson;
import io.peerage.protocol.site.UntrustedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks an evidence file offline. */
@Command(
    name = "verify-evidence",
    description = {
      "Checks an evidence file offline: that a tracker signed it, that the accused held a"
          + " certificate at the time, and that what it sent, or signed, is wrong.",
      "Exit status 0 when the evidence holds, 1 when it does not."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = {
      "  peerage verify-evidence --ca-pin 5d41... evidence.json",
      "",
      "Get the pin from whoever runs the tracker, not from whoever gave you the file.",
    })
final class VerifyEvidenceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The evidence file.")
  private Path file;

  @Option(
      names = "--ca-pin",
      paramLabel = "HEX",
      description =
          "The pin of the trust domain's authority. Without it the file is checked against the"
              + " authority that it names itself, and its pin is shown.")
  private @Nullable String caPin;

  @SuppressWarnings("NullAway.Init")
  VerifyEvidenceCommand() {}

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    byte[] bytes = read();
    try {
      SpkiPin pin = caPin != null ? pin(caPin) : ownPin(bytes);
      EvidenceVerifier.Verdict verdict = EvidenceVerifier.verify(bytes, pin);
      Evidence evidence = verdict.evidence();
      out.println("The evidence holds.");
      out.println("  accused:   " + evidence.accused());
      out.println("  fault:     " + verdict.fault());
      verdict.content().ifPresent(root -> out.println("  content:   " + root));
      out.println("  observed:  " + evidence.observedAt() + ", by " + basis(evidence));
      out.println("  authority: " + pin + (caPin == null ? " (as the file says: compare it)" : ""));
      return Peerage.OK;
    } catch (UntrustedException e) {
      out.println("The evidence does not hold: " + e.getMessage());
      return Peerage.FAILED;
    } catch (MalformedMessageException e) {
      throw new IOException(file + ": is not an evidence file: " + e.getMessage(), e);
    }
  }

  private byte[] read() throws IOException {
    try {
      if (Files.size(file) > EvidenceVerifier.MAX_FILE_BYTES) {
        throw new IOException(
            file + ": an evidence file has at most " + EvidenceVerifier.MAX_FILE_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw Files.isDirectory(file) ? new IOException(file + ": is a folder, not a file", e) : e;
    }
  }

  private SpkiPin pin(String hex) {
    try {
      return SpkiPin.parse(hex);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--ca-pin: " + e.getMessage(), e);
    }
  }

  private static SpkiPin ownPin(byte[] bytes) throws MalformedMessageException, UntrustedException {
    TrackerDocument document =
        StrictJson.read(
            "evidence file", bytes, EvidenceVerifier.MAX_FILE_BYTES, TrackerDocument.class);
    try {
      return SpkiPin.of(Certificates.parse(document.authority()));
    } catch (CertificateException e) {
      throw new UntrustedException(
          UntrustedException.Reason.SIGNATURE, "its authority's certificate: " + e.getMessage());
    }
  }

  private static String basis(Evidence evidence) {
    return switch (evidence.kind()) {
      case AUDIT -> "an audit of the tracker";
      case SIGNED_RESPONSE -> "the accused's own signature under a wrong response";
      case FALSE_ACCUSATION -> "the accused's own signature under a false accusation";
      case EQUIVOCATION -> "the accused's own signatures, which contradict each other";
      case FALSE_ACCOUNTING -> "the accused's own signature under a false receipt";
    };
  }
}
