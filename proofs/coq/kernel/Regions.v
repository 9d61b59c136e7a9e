(** Regions: a range for each variable, with ends that are closed terms and may be left out. *)

From Coq Require Import Reals ZArith QArith Qreals List Bool Lra Lia.
From Lemmabox.kernel Require Import Terms Polynomials Normal Enclosures Evaluate.
Import ListNotations.
Local Open Scope R_scope.

Definition region := list (option bound * option bound).

Definition lower_end_holds (o : option bound) (x : R) : Prop :=
  match o with None => True | Some b => if open b then value [] (at_ b) < x else value [] (at_ b) <= x end.
Definition upper_end_holds (o : option bound) (x : R) : Prop :=
  match o with None => True | Some b => if open b then x < value [] (at_ b) else x <= value [] (at_ b) end.

Definition in_region (r : region) (env : environment) : Prop := forall v,
  lower_end_holds (fst (nth v r (None, None))) (nth v env 0) /\ upper_end_holds (snd (nth v r (None, None))) (nth v env 0).

Lemma in_empty_box : in_box [] [].
Proof. intros [|v]; (split; [apply encloses_everything | apply within_nowhere]). Qed.

Lemma no_signs env : signs_hold env [].
Proof. intros k s []. Qed.

Definition end_enclosure (t : term) : option I.type :=
  match evaluate [] [] t with Some a => Some (interval a) | None => None end.

Lemma end_enclosure_spec t i : end_enclosure t = Some i -> inside i (value [] t).
Proof.
  unfold end_enclosure. intros H. destruct (evaluate [] [] t) as [a|] eqn:E; [|discriminate]. injection H as <-.
  apply (evaluate_spec [] [] [] t a in_empty_box (no_signs [])) in E. apply E.
Qed.

Definition lower_part (o : option bound) : I.type :=
  match o with
  | Some b => match end_enclosure (at_ b) with Some i => I.upper_extent i | None => I.whole end
  | None => I.whole
  end.
Definition upper_part (o : option bound) : I.type :=
  match o with
  | Some b => match end_enclosure (at_ b) with Some i => I.lower_extent i | None => I.whole end
  | None => I.whole
  end.

Lemma inside_lower_part o x : match o with Some b => value [] (at_ b) <= x | None => True end -> inside (lower_part o) x.
Proof.
  destruct o as [b|]; cbn; intros H; [|apply inside_whole].
  destruct (end_enclosure (at_ b)) as [i|] eqn:E; [|apply inside_whole].
  exact (I.upper_extent_correct i x _ (end_enclosure_spec _ _ E) H).
Qed.

Lemma inside_upper_part o x : match o with Some b => x <= value [] (at_ b) | None => True end -> inside (upper_part o) x.
Proof.
  destruct o as [b|]; cbn; intros H; [|apply inside_whole].
  destruct (end_enclosure (at_ b)) as [i|] eqn:E; [|apply inside_whole].
  exact (I.lower_extent_correct i x _ (end_enclosure_spec _ _ E) H).
Qed.

Definition with_flag (o : bool) (e : option end_) : option end_ :=
  match e with Some (a, b, o') => Some (a, b, o || o') | None => None end.

Definition is_open (o : option bound) : bool := match o with None => true | Some b => open b end.

Definition range_of (ends : option bound * option bound) : range :=
  let (l, h) := ends in
  Range (Enclosure (I.meet (lower_part l) (upper_part h)) (is_open l) (is_open h))
        (match l with Some b => with_flag (open b) (fst (linear [] (at_ b))) | None => None end,
         match h with Some b => with_flag (open b) (snd (linear [] (at_ b))) | None => None end).

Lemma lower_weak o x : lower_end_holds o x -> match o with Some b => value [] (at_ b) <= x | None => True end.
Proof. destruct o as [b|]; cbn; [destruct (open b); lra | auto]. Qed.
Lemma upper_weak o x : upper_end_holds o x -> match o with Some b => x <= value [] (at_ b) | None => True end.
Proof. destruct o as [b|]; cbn; [destruct (open b); lra | auto]. Qed.

Lemma range_of_spec l h x : lower_end_holds l x -> upper_end_holds h x -> in_range (range_of (l, h)) x.
Proof.
  intros L U. pose proof (lower_weak _ _ L) as L'. pose proof (upper_weak _ _ U) as U'. split; [split; [|split]|split]; cbn.
  - apply inside_meet; [now apply inside_lower_part | now apply inside_upper_part].
  - intros O. destruct l as [b|]; cbn in O.
    + exists (value [] (at_ b)). cbn in L. rewrite O in L. split; [|exact L]. apply inside_meet.
      * apply inside_lower_part. lra.
      * apply inside_upper_part. destruct h; [lra | exact I].
    + exists (x - 1). split; [|lra]. apply inside_meet; [apply inside_whole|]. apply inside_upper_part. destruct h; [lra | exact I].
  - intros O. destruct h as [b|]; cbn in O.
    + exists (value [] (at_ b)). cbn in U. rewrite O in U. split; [|exact U]. apply inside_meet.
      * apply inside_lower_part. destruct l; [lra | exact I].
      * apply inside_upper_part. lra.
    + exists (x + 1). split; [|lra]. apply inside_meet; [|apply inside_whole]. apply inside_lower_part. destruct l; [lra | exact I].
  - destruct l as [b|]; [|exact I]. pose proof (linear_spec [] [] (at_ b) in_empty_box) as [M _].
    destruct (fst (linear [] (at_ b))) as [[[p q] o]|]; [|exact I]. cbn in *. destruct (open b), o; cbn; lra.
  - destruct h as [b|]; [|exact I]. pose proof (linear_spec [] [] (at_ b) in_empty_box) as [_ M].
    destruct (snd (linear [] (at_ b))) as [[[p q] o]|]; [|exact I]. cbn in *. destruct (open b), o; cbn; lra.
Qed.

Definition box_of (r : region) : list range := map range_of r.

Lemma box_of_spec r env : in_region r env -> in_box (box_of r) env.
Proof.
  intros H v. specialize (H v). unfold box_of.
  destruct (Nat.lt_ge_cases v (length r)) as [L|L].
  - rewrite nth_indep with (d' := range_of (None, None)) by (rewrite map_length; exact L). rewrite map_nth.
    destruct (nth v r (None, None)) as [l h]. now apply range_of_spec.
  - rewrite nth_overflow by (rewrite map_length; exact L). split; [apply encloses_everything | apply within_nowhere].
Qed.

(** The region with other ends of one variable. *)
Fixpoint set_nth {A} (l : list A) (v : nat) (a : A) : list A :=
  match l, v with [], _ => [] | _ :: l, O => a :: l | b :: l, S v => b :: set_nth l v a end.

Lemma nth_set_nth {A} (l : list A) (a d : A) : forall v w,
  nth w (set_nth l v a) d = if Nat.eqb v w then (if Nat.ltb v (length l) then a else d) else nth w l d.
Proof.
  induction l as [|b l IH]; intros v w; cbn [set_nth].
  - destruct (Nat.eqb v w); destruct w; reflexivity.
  - destruct v, w; cbn; auto. rewrite IH. destruct (Nat.eqb v w); [|reflexivity].
    change (Nat.ltb (S v) (S (length l))) with (Nat.ltb v (length l)). reflexivity.
Qed.

Lemma box_of_set_nth r : forall v e, box_of (set_nth r v e) = set_nth (box_of r) v (range_of e).
Proof. induction r as [|d r IH]; intros [|v] e; cbn; try reflexivity. f_equal. apply IH. Qed.

(** The ends left out. *)
Definition opened (o : option bound) : option bound :=
  match o with Some b => Some (Bound (at_ b) true (bound_conditions b)) | None => None end.

Lemma unopened l h x : lower_end_holds (opened l) x -> upper_end_holds (opened h) x -> lower_end_holds l x /\ upper_end_holds h x.
Proof.
  intros L U. split; [destruct l as [b|] | destruct h as [b|]]; cbn in *; try exact I; destruct (open b); lra.
Qed.
