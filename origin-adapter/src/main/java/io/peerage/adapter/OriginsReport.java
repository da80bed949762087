package io.peerage.adapter;

import io.peerage.adapter.admission.OriginCircuit;
import java.util.List;

/**
 * What {@code /origins} of the operations listener answers.
 *
 * @param origins one of each site
 */
record OriginsReport(List<OriginCircuit.Health> origins) {
  static OriginsReport of(List<OriginCircuit> circuits) {
    return new OriginsReport(circuits.stream().map(OriginCircuit::health).toList());
  }
}
