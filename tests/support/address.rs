//! An address for tests of servers that are not there.

use tokio::net::TcpSocket;

/// An address that nobody listens on, nor will while the tests run: its port is taken, and never opened.
pub(crate) fn dead_address() -> String {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    std::mem::forget(socket);
    format!("http://{address}")
}
