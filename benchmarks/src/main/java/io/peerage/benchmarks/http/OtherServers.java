package io.peerage.benchmarks.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx and Varnish as they come from Debian's packages, set up for this. */
final class OtherServers {
  private final Path folder;
  private final Path content;
  private final TlsFiles tls;
  private final int tlsPort;

  /** Servers of the files in {@code content}, with all that they write in {@code folder}. */
  OtherServers(Path folder, Path content, TlsFiles tls) throws IOException {
    this.tls = tls;
    this.tlsPort = freePort();
    this.folder = Files.createDirectories(folder);
    this.content = content;
  }

  /** nginx, with the files at hand. */
  Contender nginxStatic(String path) throws IOException, InterruptedException {
    String files = "root %s;".formatted(content);
    return nginx(
        "nginx",
        files,
        """
        server {
          listen 127.0.0.1:%d ssl;
          ssl_protocols TLSv1.3;
          ssl_certificate %s;
          ssl_certificate_key %s;
          location / { %s }
        }
        """
            .formatted(tlsPort, tls.certificate(), tls.key(), files),
        path);
  }

  /** Where the same nginx serves the files over TLS. */
  URI nginxTls() {
    return URI.create("https://127.0.0.1:" + tlsPort);
  }

  /** nginx before {@code origin}, with its cache. */
  Contender nginxCache(URI origin, String path) throws IOException, InterruptedException {
    Path cache = Files.createDirectories(folder.resolve("nginx-cache-files"));
    return nginx(
        "nginx-cache",
        "proxy_pass %s; proxy_cache one; proxy_cache_valid 200 1h; proxy_http_version 1.1;"
            .formatted(origin),
        "proxy_cache_path %s keys_zone=one:10m max_size=256m inactive=1h;".formatted(cache),
        path);
  }

  private Contender nginx(String name, String location, String global, String path)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve(name));
    int port = freePort();
    Path config = home.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        worker_processes 1;
        %s
        pid %s/nginx.pid;
        error_log %s/error.log;
        events { worker_connections 4096; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 100000000;
          open_file_cache max=1000 inactive=1h;
          default_type application/octet-stream;
          client_body_temp_path %s/body;
          proxy_temp_path %s/proxy;
          fastcgi_temp_path %s/fastcgi;
          uwsgi_temp_path %s/uwsgi;
          scgi_temp_path %s/scgi;
          %s
          server { listen 127.0.0.1:%d; location / { %s } }
        }
        """
            .formatted(user(), home, home, home, home, home, home, home, global, port, location));
    return Contender.start(
        name,
        uri(port),
        path,
        home.resolve("output.log"),
        List.of("nginx", "-p", home.toString(), "-c", config.toString()));
  }

  /** nginx started by root drops its rights, and could then not read what is ours. */
  private static String user() {
    return "root".equals(System.getProperty("user.name")) ? "user root;" : "";
  }

  /** Varnish before {@code origin}, with everything in memory. */
  Contender varnish(URI origin, String path) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("varnish"));
    int port = freePort();
    Path vcl = home.resolve("default.vcl");
    Files.writeString(
        vcl,
        """
        vcl 4.1;
        backend default { .host = "%s"; .port = "%d"; }
        sub vcl_backend_response { set beresp.ttl = 1h; }
        """
            .formatted(origin.getHost(), origin.getPort()));
    return Contender.start(
        "varnish",
        uri(port),
        path,
        home.resolve("output.log"),
        List.of(
            "varnishd",
            "-F",
            // As who starts it: another user could not read what is ours.
            "-j",
            "none",
            "-n",
            home.resolve("work").toString(),
            "-a",
            "127.0.0.1:" + port,
            "-f",
            vcl.toString(),
            "-s",
            "malloc,256m"));
  }

  private static URI uri(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
