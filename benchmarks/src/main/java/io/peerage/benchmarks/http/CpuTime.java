package io.peerage.benchmarks.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Processor time and memory of Linux processes, by {@code /proc}. */
final class CpuTime {
  /** Linux counts in these, whatever the kernel's own tick is. */
  private static final double TICKS_PER_SECOND = 100;

  /** Fields after the command's name in {@code /proc/PID/stat}: utime and stime. */
  private static final int UTIME = 11;

  private static final int STIME = 12;

  private CpuTime() {}

  /** User and system time of {@code root} and all its descendants so far, in seconds. */
  static double seconds(ProcessHandle root) throws IOException {
    double sum = ticks(root.pid());
    for (ProcessHandle child : root.descendants().toList()) {
      sum += ticks(child.pid());
    }
    return sum / TICKS_PER_SECOND;
  }

  private static long ticks(long pid) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** Resident memory of {@code process}, in bytes. */
  static long residentBytes(ProcessHandle process) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc", process.pid() + "", "status"));
    return status.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }
}
