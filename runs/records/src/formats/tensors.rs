//! Named `f32` tensors as safetensors bytes.

use std::collections::BTreeMap;

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

/// A name, a shape, and the elements in row-major order.
pub type NamedTensor = (String, Vec<usize>, Vec<f32>);

/// Why tensors could not be written or read; fits after "FILE: ".
#[derive(Debug, thiserror::Error)]
pub enum TensorError {
    /// Two tensors have one name.
    #[error("two tensors are named {0:?}")]
    Duplicate(String),
    /// Shape and number of elements disagree.
    #[error("tensor {name:?} of shape {shape:?} holds {elements} elements")]
    Shape {
        /// The tensor.
        name: String,
        /// Its shape.
        shape: Vec<usize>,
        /// Its elements.
        elements: usize,
    },
    /// Not `f32`.
    #[error("tensor {name:?} holds {dtype:?}, not F32")]
    Dtype {
        /// The tensor.
        name: String,
        /// What it holds.
        dtype: Dtype,
    },
    /// No safetensors file.
    #[error("not a whole safetensors file: {0}")]
    Format(#[from] safetensors::SafeTensorError),
}

/// Encodes tensors as one safetensors file. The bytes depend on names, shapes and elements alone,
/// not on the order of `tensors`. Any bit pattern is kept, NaN too.
///
/// ```
/// use protolang_records::formats::tensors::{decode, encode};
///
/// let tensors = vec![("core.bias".to_owned(), vec![2], vec![0.5, -1.0])];
/// assert_eq!(decode(&encode(&tensors)?)?, tensors);
/// # Ok::<(), protolang_records::formats::tensors::TensorError>(())
/// ```
///
/// # Errors
/// Two equal names, or elements that do not fill the shape.
pub fn encode(tensors: &[NamedTensor]) -> Result<Vec<u8>, TensorError> {
    let mut bytes: BTreeMap<&str, (&[usize], Vec<u8>)> = BTreeMap::new();
    for (name, shape, elements) in tensors {
        let product = shape
            .iter()
            .try_fold(1_usize, |product, &extent| product.checked_mul(extent));
        if product != Some(elements.len()) {
            return Err(TensorError::Shape {
                name: name.clone(),
                shape: shape.clone(),
                elements: elements.len(),
            });
        }
        let little_endian = elements
            .iter()
            .flat_map(|element| element.to_le_bytes())
            .collect();
        if bytes.insert(name, (shape, little_endian)).is_some() {
            return Err(TensorError::Duplicate(name.clone()));
        }
    }
    let views = bytes
        .iter()
        .map(|(name, (shape, bytes))| {
            Ok((*name, TensorView::new(Dtype::F32, shape.to_vec(), bytes)?))
        })
        .collect::<Result<Vec<_>, TensorError>>()?;
    Ok(safetensors::serialize(views, None)?)
}

/// Decodes a safetensors file, tensors in order of name.
///
/// ```
/// use protolang_records::formats::tensors::{decode, encode};
///
/// let bias = ("actor.bias".to_owned(), vec![2], vec![0.5, -1.0]);
/// assert_eq!(decode(&encode(&[bias.clone()])?)?, [bias]);
/// # Ok::<(), protolang_records::formats::tensors::TensorError>(())
/// ```
///
/// # Errors
/// Not a safetensors file, or a tensor that is not `f32`.
pub fn decode(bytes: &[u8]) -> Result<Vec<NamedTensor>, TensorError> {
    let file = SafeTensors::deserialize(bytes)?;
    let mut tensors = file
        .iter()
        .map(|(name, view)| {
            if view.dtype() != Dtype::F32 {
                return Err(TensorError::Dtype {
                    name: name.to_owned(),
                    dtype: view.dtype(),
                });
            }
            let (chunks, _) = view.data().as_chunks::<4>();
            let elements = chunks
                .iter()
                .map(|chunk| f32::from_le_bytes(*chunk))
                .collect();
            Ok((name.to_owned(), view.shape().to_vec(), elements))
        })
        .collect::<Result<Vec<_>, _>>()?;
    tensors.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    Ok(tensors)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<NamedTensor> {
        vec![
            (
                "core.weight".into(),
                vec![2, 3],
                vec![
                    0.0,
                    -0.0,
                    1.5,
                    f32::NAN,
                    f32::INFINITY,
                    f32::MIN_POSITIVE / 2.0,
                ],
            ),
            ("actor.bias".into(), vec![], vec![7.0]),
            ("none".into(), vec![0, 4], vec![]),
        ]
    }

    #[test]
    fn round_trip_keeps_every_bit() {
        let bits = |tensors: &[NamedTensor]| -> Vec<(String, Vec<usize>, Vec<u32>)> {
            let mut bits: Vec<_> = tensors
                .iter()
                .map(|(name, shape, elements)| {
                    (
                        name.clone(),
                        shape.clone(),
                        elements.iter().map(|e| e.to_bits()).collect(),
                    )
                })
                .collect();
            bits.sort();
            bits
        };
        let decoded = decode(&encode(&sample()).expect("encode")).expect("decode");
        assert_eq!(bits(&decoded), bits(&sample()));
    }

    #[test]
    fn bytes_do_not_depend_on_order() {
        let mut reversed = sample();
        reversed.reverse();
        assert_eq!(
            encode(&sample()).expect("encode"),
            encode(&reversed).expect("encode")
        );
    }

    #[test]
    fn wrong_tensors_are_refused_by_name() {
        let two: NamedTensor = ("a".into(), vec![2], vec![1.0, 2.0]);
        assert!(
            matches!(encode(&[two.clone(), two]), Err(TensorError::Duplicate(name)) if name == "a")
        );
        assert!(
            matches!(encode(&[("b".into(), vec![3], vec![1.0])]), Err(TensorError::Shape { name, .. }) if name == "b")
        );
        assert!(matches!(
            encode(&[("c".into(), vec![usize::MAX, 2], vec![])]),
            Err(TensorError::Shape { .. })
        ));
        let view = TensorView::new(Dtype::I64, vec![1], &[0; 8]).expect("view");
        let integers = safetensors::serialize([("steps", view)], None).expect("bytes");
        assert!(
            matches!(decode(&integers), Err(TensorError::Dtype { name, .. }) if name == "steps")
        );
        assert!(matches!(
            decode(b"not safetensors"),
            Err(TensorError::Format(_))
        ));
    }
}
