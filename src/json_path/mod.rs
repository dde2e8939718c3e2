//! json_path
