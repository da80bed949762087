package io.peerage.cli;

import io.peerage.protocol.json.MalformedMessageException;
import io.peerage.runtime.config.ConfigException;
import io.peerage.runtime.config.Nearest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import picocli.CommandLine;

/**
 * Says in a line or a few what went wrong and what mends it. A stack trace comes only with what
 * nobody expected, which is a fault of ours.
 */
final class Errors {
  private static final String START = "peerage: ";
  private static final int SHORT_OPTION = 2;

  private Errors() {}

  /** Wrong usage: what is wrong, what may have been meant, and where to read on. */
  static int usage(CommandLine.ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(START + message(e));
    List<String> suggestions =
        e instanceof CommandLine.UnmatchedArgumentException unmatched
            ? suggestions(unmatched)
            : List.of();
    if (!suggestions.isEmpty()) {
      err.println("Did you mean " + String.join(" or ", suggestions) + "?");
    }
    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    return Peerage.USAGE;
  }

  /** Picocli's own, by the start of a word; else an option with few typing errors. */
  private static List<String> suggestions(CommandLine.UnmatchedArgumentException e) {
    if (!e.getSuggestions().isEmpty()) {
      return e.getSuggestions();
    }
    String word = e.getUnmatched().getFirst().replaceFirst("=.*", "");
    return Nearest.to(word, e.getCommandLine().getCommandSpec().optionsMap().keySet()).stream()
        .filter(option -> option.length() > SHORT_OPTION)
        .toList();
  }

  private static String message(CommandLine.ParameterException e) {
    String message = String.valueOf(e.getMessage());
    // Picocli names the types of Java.
    return message.isEmpty()
        ? "wrong usage"
        : firstLower(message.replaceFirst("is not an? (int|long)$", "is not a whole number"));
  }

  private static String firstLower(String message) {
    return Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  /** What a command threw. */
  static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    return failure(e, command.getErr());
  }

  /** What a command threw, said on {@code err}; the exit status. */
  static int failure(Exception e, PrintWriter err) {
    return switch (e) {
      case ConfigException config -> {
        config.problems().forEach(problem -> err.println(START + problem));
        yield Peerage.USAGE;
      }
      case FileSystemException file -> {
        err.println(START + describe(file));
        yield Peerage.FAILED;
      }
      case IOException io -> {
        err.println(START + (io.getMessage() == null ? io.toString() : io.getMessage()));
        yield Peerage.FAILED;
      }
      case MalformedMessageException malformed -> {
        err.println(START + malformed.getMessage());
        yield Peerage.FAILED;
      }
      default -> {
        err.println(START + "an error that should not be; please report it with what follows");
        e.printStackTrace(err);
        yield Peerage.FAILED;
      }
    };
  }

  /** The file and what is wrong with it: Java's own message is often but the file's name. */
  static String describe(FileSystemException e) {
    String reason =
        switch (e) {
          case NoSuchFileException _ -> "there is no such file or folder";
          case AccessDeniedException _ -> "permission is denied";
          case NotDirectoryException _ -> "is not a folder";
          case FileAlreadyExistsException _ -> "is there already, and is not a folder";
          default -> e.getReason() == null ? "cannot be used" : e.getReason();
        };
    return e.getFile() == null ? reason : e.getFile() + ": " + reason;
  }
}
