# The two commands that matter: `make demo` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
JAVA_HOME := $(shell scripts/find-jdk)
export JAVA_HOME
# Maven's own libraries use what newer JDKs warn about.
export MAVEN_OPTS ?= --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED
MVN := mvn -B -ntp -q

.PHONY: help test coverage format clean jdk dist demo bench bench-http bench-trust cache-tests picture simulate

help: ## Show this list.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

jdk:
	@test -n "$(JAVA_HOME)"
	@command -v mvn > /dev/null || { echo "Peerage is built by Maven 3.8.7 or newer: install it (Debian: apt-get install maven)." >&2; exit 1; }

test: jdk ## Build everything and run all tests, two modules at a time.
	@scripts/need-tools
	mvn -B -ntp -T 2 verify

coverage: jdk ## Run all tests and count what they reach; each module's report is in its target/site/jacoco.
	@scripts/need-tools
	mvn -B -ntp -T 2 verify -Djacoco.skip=false

format: jdk ## Format the sources.
	$(MVN) spotless:apply

clean: jdk ## Delete what was built.
	$(MVN) clean

dist: jdk ## Make the self-contained archive in target/, and try it without Java.
	$(MVN) -DskipTests package -pl cli -am
	@scripts/make-dist
	@scripts/check-dist

picture: jdk ## Take the README's picture of the dashboard anew (needs Chromium).
	mvn -B -ntp verify -pl dashboard -am -Dtest='DashboardTest#readmeHasAPicture' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dpeerage.picture=docs/images/dashboard.png

bench: jdk ## Measure the deciders and the verification (JMH). ARGS go to JMH, as ARGS=Manifest.
	@$(MVN) -DskipTests package -pl benchmarks -am
	@"$(JAVA_HOME)/bin/java" -cp 'benchmarks/target/lib/*' org.openjdk.jmh.Main -f 1 -wi 3 -w 1 -i 5 -r 1 -foe true \
	  -jvmArgs '-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow' $(ARGS)

bench-http: dist ## Measure the agent's edge beside nginx and Varnish, by CPU time per request. ARGS="ROUNDS SECONDS".
	@$(MVN) -DskipTests package -pl benchmarks -am
	@scripts/bench-http $(ARGS)

bench-trust: jdk ## Measure the trust engine: 10,000 reports a second of 100,000 agents. ARGS="AGENTS RATE SECONDS" make it short.
	@$(MVN) -DskipTests package -pl benchmarks -am
	@"$(JAVA_HOME)/bin/java" -XX:+UseSerialGC -Xmx4g --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	  -cp 'benchmarks/target/lib/*' io.peerage.benchmarks.trust.TrustAtScale $(ARGS)

demo: jdk ## Run the story on this machine: origin, tracker, five agents, viewers. ARGS=--once ends by itself.
	@./peerage demo $(ARGS)

cache-tests: jdk ## Run the public suite http-tests/cache-tests, from the checkout SUITE=DIR, against an agent (needs Node).
	@./peerage --version > /dev/null
	@$(JAVA_HOME)/bin/java -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
	  -cp 'cli/target/lib/*' io.peerage.demo.cachetests.CacheTests "$(SUITE)" $(ID)

simulate: jdk ## Play every attack on the trust model with 500 seeds; hours, may be interrupted. ARGS="--seeds 5" is short. Report in target/simulation.
	@./peerage simulate --seeds 500 --keep target/simulation/runs.txt --study 5 --report target/simulation $(ARGS)
