package io.peerage.demo.fleet;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
  @TempDir Path folder;

  @Test
  void nothingStartsOnceItWasStopped() throws Exception {
    Fleet fleet = new Fleet(folder, FleetOptions.DEFAULTS);
    fleet.close();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(fleet::startOrigin)
        .withMessageContaining("origin does not start: the fleet was stopped");
  }
}
