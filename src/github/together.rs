//! Several requests at once.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

/// How many requests of one kind are under way at once: GitHub slows down those who ask for too much together.
const AT_ONCE: usize = 8;

/// Waits for all of them, a few at a time, and returns their results in the order given.
pub(super) async fn together<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut waiting = futures.into_iter().enumerate();
    let mut running: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    let mut done: Vec<(usize, F::Output)> = Vec::new();
    poll_fn(|context| {
        loop {
            while running.len() < AT_ONCE {
                let Some((index, future)) = waiting.next() else { break };
                running.push((index, Box::pin(future)));
            }
            let before = done.len();
            running.retain_mut(|(index, future)| match future.as_mut().poll(context) {
                Poll::Ready(output) => {
                    done.push((*index, output));
                    false
                }
                Poll::Pending => true,
            });
            if running.is_empty() && done.len() == before {
                return Poll::Ready(());
            }
            if done.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, output)| output).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn keeps_the_order_and_does_not_run_all_at_once() {
        let (now, most) = (Cell::new(0), Cell::new(0));
        let results = together((0..30_u64).map(|n| {
            let (now, most) = (&now, &most);
            async move {
                now.set(now.get() + 1);
                most.set(most.get().max(now.get()));
                tokio::time::sleep(std::time::Duration::from_millis(30 - n)).await;
                now.set(now.get() - 1);
                n
            }
        }))
        .await;
        assert_eq!(results, (0..30).collect::<Vec<_>>());
        assert_eq!(most.get(), AT_ONCE);
        assert!(together(Vec::<std::future::Ready<()>>::new()).await.is_empty());
    }
}
