package io.peerage.cli;

import io.peerage.protocol.identity.AgentId;
import picocli.CommandLine;

/** Reads an agent's name. */
final class AgentIdConverter implements CommandLine.ITypeConverter<AgentId> {
  @Override
  public AgentId convert(String value) {
    try {
      return new AgentId(value);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
