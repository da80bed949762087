package io.peerage.adapter.publish;

import io.peerage.protocol.manifest.ObjectPath;
import io.peerage.protocol.site.SiteName;

/** One object of one site. */
record ObjectKey(SiteName site, ObjectPath path) {}
