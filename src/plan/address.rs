//! Addresses as they are written: which are allowed, and which belong to the same server.

use http::Uri;

/// Scheme, host and port: what decides whether two addresses are of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

/// Why an address is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What is wrong.
    pub(super) message: String,
    /// What to write instead.
    pub(super) help: String,
}

impl Origin {
    /// The server of a whole address. User and password do not belong into one.
    pub(super) fn of_url(text: &str) -> Result<Self, Fault> {
        let fault = |message: String, help: &str| Fault { message, help: help.to_owned() };
        let whole = "an address begins with `https://` and a host";
        let not_one = || fault(format!("`{text}` is no address"), whole);
        let uri: Uri = text.parse().map_err(|_| not_one())?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(not_one());
        };
        let default_port = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return Err(fault(format!("`{scheme}://` is not spoken here"), whole)),
        };
        if authority.as_str().contains('@') {
            let help = "take user and password out of it: credentials stand under `credentials` or `auth`";
            return Err(fault("an address must not hold a user or a password".to_owned(), help));
        }
        if authority.host().is_empty() {
            return Err(not_one());
        }
        let port = authority.port_u16().unwrap_or(default_port);
        Ok(Self { scheme: scheme.to_owned(), host: authority.host().to_ascii_lowercase(), port })
    }

    /// The server of a `base_url`: plain HTTP only within this machine (decisions.md B23), nothing behind the path.
    pub(super) fn of_base_url(text: &str) -> Result<Self, Fault> {
        let origin = Self::of_url(text)?;
        if text.contains(['?', '#']) {
            return Err(Fault {
                message: "a `base_url` has no query and no fragment".to_owned(),
                help: "end it behind the host or the path".to_owned(),
            });
        }
        if origin.scheme == "http" && !origin.is_loopback() {
            return Err(Fault {
                message: format!("`{text}` would carry credentials over the network without encryption"),
                help: "write `https://`; plain `http://` is allowed for `127.0.0.1` and `localhost` only"
                    .to_owned(),
            });
        }
        Ok(origin)
    }

    /// The server of a `public_url`: the API calls `https` alone (C-WH), but for an emulator on this machine.
    pub(super) fn of_public_url(text: &str) -> Result<Self, Fault> {
        let origin = Self::of_url(text)?;
        if text.contains(['?', '#']) {
            return Err(Fault {
                message: "a `public_url` has no query and no fragment".to_owned(),
                help: "end it behind the host or the path: a path for the run is put behind it".to_owned(),
            });
        }
        if origin.scheme == "http" && !origin.is_loopback() {
            return Err(Fault {
                message: format!("the API calls `https://` addresses alone, and `{text}` is none"),
                help: "write `https://`, with something in front of the listener that speaks TLS, or `tls` for the \
                       listener itself; plain `http://` is for an emulator on this machine"
                    .to_owned(),
            });
        }
        Ok(origin)
    }

    fn is_loopback(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let address = host.parse::<std::net::IpAddr>();
        host == "localhost"
            || host.ends_with(".localhost")
            || address.is_ok_and(|address| address.is_loopback())
    }
}

/// The port of an address of this machine.
pub(super) fn loopback_port(url: &str) -> Option<u16> {
    Origin::of_url(url).ok().filter(Origin::is_loopback).map(|origin| origin.port)
}

/// The address without slashes at its end, so that paths can follow.
pub(super) fn without_slash(base_url: &str) -> String {
    base_url.trim_end_matches('/').to_owned()
}
