//! Reads typed tables out of TOML values, saying of every error which key it is at and what
//! should stand there.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer as _, MapAccess};
use serde::de::{SeqAccess, Unexpected, VariantAccess, Visitor};
use toml::Value;

use super::fault::{Fault, KeyFault};

/// Reads a `T` from a table.
pub(super) fn read<T: DeserializeOwned>(table: &toml::Table) -> Result<T, KeyFault> {
    T::deserialize(TableReader(table))
}

#[derive(Clone, Copy)]
struct TableReader<'a>(&'a toml::Table);

#[derive(Clone, Copy)]
struct Reader<'a>(&'a Value);

fn describe(value: &Value) -> String {
    match value {
        Value::String(text) => format!("the text {text:?}"),
        Value::Boolean(_) | Value::Integer(_) => value.to_string(),
        Value::Float(_) => format!("the decimal number {value}"),
        Value::Datetime(date) => format!("the date {date}"),
        Value::Array(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
    }
}

impl<'a> Reader<'a> {
    fn wrong(self, expected: &str) -> KeyFault {
        KeyFault::here(Fault::Type {
            expected: expected.to_owned(),
            found: describe(self.0),
        })
    }

    fn whole(self, least: i64, most: i64) -> Result<i64, KeyFault> {
        let found = match self.0 {
            Value::Integer(number) if (least..=most).contains(number) => return Ok(*number),
            Value::Integer(number) => number.to_string(),
            // An option's number that is too large for TOML comes as a text.
            Value::String(text) if is_whole(text) => text.clone(),
            _ => return Err(self.wrong("a whole number")),
        };
        Err(KeyFault::here(Fault::Range {
            legal: format!("a whole number from {least} to {most}"),
            found,
        }))
    }
}

fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

macro_rules! whole_numbers {
    ($($method:ident, $visit:ident, $type:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
            let least = i64::try_from(<$type>::MIN).unwrap_or(i64::MIN);
            let most = i64::try_from(<$type>::MAX).unwrap_or(i64::MAX);
            visitor.$visit(self.whole(least, most)?)
        }
    )*};
}

impl<'de> serde::Deserializer<'de> for Reader<'_> {
    type Error = KeyFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        match self.0 {
            Value::String(text) => visitor.visit_str(text),
            Value::Integer(number) => visitor.visit_i64(*number),
            Value::Float(number) => visitor.visit_f64(*number),
            Value::Boolean(truth) => visitor.visit_bool(*truth),
            Value::Datetime(date) => visitor.visit_str(&date.to_string()),
            Value::Array(list) => visitor.visit_seq(List { list, next: 0 }),
            Value::Table(table) => visitor.visit_map(Entries::new(table)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        match self.0 {
            Value::Boolean(truth) => visitor.visit_bool(*truth),
            _ => Err(self.wrong("true or false")),
        }
    }

    whole_numbers! {
        deserialize_i8, visit_i64, i8;
        deserialize_i16, visit_i64, i16;
        deserialize_i32, visit_i64, i32;
        deserialize_i64, visit_i64, i64;
        deserialize_u8, visit_i64, u8;
        deserialize_u16, visit_i64, u16;
        deserialize_u32, visit_i64, u32;
        deserialize_u64, visit_i64, u64;
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        match *self.0 {
            Value::Float(number) if number.is_finite() => visitor.visit_f64(number),
            Value::Float(_) => Err(KeyFault::here(Fault::Range {
                legal: "a finite number".to_owned(),
                found: self.0.to_string(),
            })),
            Value::Integer(number) => visitor.visit_i64(number),
            _ => Err(self.wrong("a number")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        match self.0 {
            Value::String(text) => visitor.visit_str(text),
            _ => Err(self.wrong("a text")),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, KeyFault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        match self.0 {
            Value::Array(list) => visitor.visit_seq(List { list, next: 0 }),
            _ => Err(self.wrong("a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        match self.0 {
            Value::Table(table) => visitor.visit_map(Entries::new(table)),
            _ => Err(self.wrong("a table")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, KeyFault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, KeyFault> {
        match self.0 {
            Value::String(text) => visitor.visit_enum(Word(text)),
            _ => Err(self.wrong(&format!("one of the words {}", variants.join(", ")))),
        }
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

impl<'de> serde::Deserializer<'de> for TableReader<'_> {
    type Error = KeyFault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, KeyFault> {
        visitor.visit_map(Entries::new(self.0))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Entries<'a> {
    entries: toml::map::Iter<'a, String, Value>,
    current: Option<(&'a str, &'a Value)>,
}

impl<'a> Entries<'a> {
    fn new(table: &'a toml::Table) -> Self {
        Self {
            entries: table.iter(),
            current: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = KeyFault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, KeyFault> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.current = Some((key, value));
        let key: StrDeserializer<'_, KeyFault> = key.as_str().into_deserializer();
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, KeyFault> {
        match self.current.take() {
            Some((key, value)) => seed.deserialize(Reader(value)).map_err(|e| e.under(key)),
            None => Err(serde::de::Error::custom("a value was read before its key")),
        }
    }
}

struct List<'a> {
    list: &'a [Value],
    next: usize,
}

impl<'de> SeqAccess<'de> for List<'_> {
    type Error = KeyFault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, KeyFault> {
        let Some(value) = self.list.get(self.next) else {
            return Ok(None);
        };
        self.next += 1;
        let place = self.next.to_string();
        seed.deserialize(Reader(value))
            .map(Some)
            .map_err(|e| e.under(&place))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.list.len() - self.next)
    }
}

struct Word<'a>(&'a str);

impl<'a, 'de> EnumAccess<'de> for Word<'a> {
    type Error = KeyFault;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), KeyFault> {
        let word: StrDeserializer<'_, KeyFault> = self.0.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl<'de> VariantAccess<'de> for Word<'_> {
    type Error = KeyFault;

    fn unit_variant(self) -> Result<(), KeyFault> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _seed: T) -> Result<T::Value, KeyFault> {
        Err(serde::de::Error::invalid_type(
            Unexpected::Str(self.0),
            &"a table",
        ))
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        _visitor: V,
    ) -> Result<V::Value, KeyFault> {
        Err(serde::de::Error::invalid_type(
            Unexpected::Str(self.0),
            &"a list",
        ))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, KeyFault> {
        Err(serde::de::Error::invalid_type(
            Unexpected::Str(self.0),
            &"a table",
        ))
    }
}
