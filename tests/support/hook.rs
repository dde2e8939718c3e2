//! A receiver of webhooks behind a socket: it answers as told, and remembers every request whole.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Came {
    /// Method and path.
    pub(crate) line: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let named = |header: &&(String, String)| header.0.eq_ignore_ascii_case(name);
        self.headers.iter().find(named).map(|(_, value)| value.as_str())
    }
}

/// The listener; its thread ends with the process.
pub(crate) struct Hook {
    /// Such as `http://127.0.0.1:41234/hook`.
    pub(crate) url: String,
    came: Arc<Mutex<Vec<Came>>>,
}

impl Hook {
    /// Answers with these in turn, and then always with the last.
    pub(crate) fn answering(answers: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let came = Arc::new(Mutex::new(Vec::new()));
        let shared = came.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let count = shared.lock().unwrap().len();
                let answer = answers.get(count).or(answers.last()).unwrap();
                if let Some(request) = stream.ok().and_then(|stream| converse(stream, answer)) {
                    shared.lock().unwrap().push(request);
                }
            }
        });
        Self { url, came }
    }

    /// Takes everything.
    pub(crate) fn taking() -> Self {
        Self::answering(&["200 OK"])
    }

    pub(crate) fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }
}

/// Reads a request and answers `STATUS REASON`, or `STATUS REASON|BODY`.
fn converse(mut stream: TcpStream, answer: &str) -> Option<Came> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    let (status, text) = answer.split_once('|').unwrap_or((answer, ""));
    let length = text.len();
    let location = "location: http://127.0.0.1:9/elsewhere\r\n";
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{location}connection: close\r\ncontent-length: {length}\r\n\r\n{text}"
    )
    .ok()?;
    Some(Came { line: line.trim_end_matches(" HTTP/1.1\r\n").to_owned(), headers, body })
}
