//! JSON as it is meant: no key of an object twice, and an object where there is to be one.
//!
//! serde takes the last of two equal keys of a map, and a list of values for a struct; a file that says one thing to us and another to
//! its reader is refused instead.

use std::fmt;

use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A value whose objects have each key once.
struct Strict(Value);

/// What is written as an object, and as nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object<T>(pub T);

/// Reads a text whose objects have each key once.
///
/// # Errors
/// What is wrong with it, in serde's words.
pub fn read(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(bytes).map(|Strict(value)| value)
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Strict(value) = Strict::deserialize(from)?;
        if !value.is_object() {
            return Err(D::Error::custom("expected an object"));
        }
        serde_json::from_value(value).map(Self).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("the key `{key}` stands there twice")));
            }
            let Strict(value) = entries.next_value()?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Point {
        x: Option<u64>,
        next: Option<Object<Box<Point>>>,
    }

    #[test]
    fn a_list_is_no_object() {
        let point = |text| serde_json::from_str::<Object<Point>>(text).map_err(|error| error.to_string());
        assert_eq!(point("{\"x\":7}"), Ok(Object(Point { x: Some(7), next: None })));
        for text in ["[]", "[7,null]", "{\"next\":[7,null]}", "7", "null"] {
            assert!(point(text).unwrap_err().starts_with("expected an object"), "{text}");
        }
        assert!(point("{\"y\":7}").unwrap_err().starts_with("unknown field `y`"));
    }

    #[test]
    fn a_key_stands_there_once() {
        let text = "{\"a\":[{\"b\":1.5,\"c\":-2}],\"d\":\"\\u0041\",\"e\":[true,null]}";
        assert_eq!(read(text.as_bytes()).unwrap(), serde_json::from_str::<Value>(text).unwrap());
        for text in ["{\"a\":1,\"a\":1}", "{\"b\":[{\"a\":1,\"\\u0061\":2}]}"] {
            let refused = read(text.as_bytes()).unwrap_err().to_string();
            assert!(refused.starts_with("the key `a` stands there twice"), "{refused}");
        }
    }
}
